"""The one settings file: read top to bottom. A wrong value stops the start and says the cure.

Settings start nothing: `yimi db start` (or `make run`) starts the embedded PostgreSQL.
"""

from __future__ import annotations

from pathlib import Path

from csp.constants import NONE, SELF

from yimi.config import database, environment, production

BASE = Path(__file__).resolve().parents[2]
VAR = Path(environment.text("YIMI_VAR", str(BASE / "var")))

# --- how this copy runs ------------------------------------------------------------------------
PRODUCTION = environment.flag("YIMI_PRODUCTION", False)
DEBUG = environment.flag("YIMI_DEBUG", False)
DEMO = environment.flag("YIMI_DEMO", False)  # shows the permanent banner and the demo sign-ins
DEMO_CLOCK = VAR / "demo-clock"  # seconds the demonstration stands ahead of the real time
COUNTY = environment.text("YIMI_COUNTY", "500114")
SECRET_KEY = environment.text("YIMI_SECRET_KEY", production.DEFAULT_SECRET)
# Keys of identity numbers and seals live outside the database (B11); one folder, one file a key.
KEYS = Path(environment.text("YIMI_KEYS", str(VAR / "keys")))
ALLOWED_HOSTS = environment.words("YIMI_HOSTS", ["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = environment.words("YIMI_ORIGINS", [])
SECURE = environment.flag("YIMI_SECURE_COOKIES", PRODUCTION)

# --- the house ---------------------------------------------------------------------------------
KERNEL = ["yimi.kernel"]
ROOMS = [
    "yimi.rooms.accounts",
    "yimi.rooms.places",
    "yimi.rooms.ledger",
    "yimi.rooms.network",
    "yimi.rooms.people",
    "yimi.rooms.catalogue",
    "yimi.rooms.projects",
    "yimi.rooms.volunteers",
    "yimi.rooms.care",
    "yimi.rooms.casework",
    "yimi.rooms.evidence",
    "yimi.rooms.review",
    "yimi.rooms.settlement",
    "yimi.rooms.public",
    "yimi.rooms.reports",
]
DOORS = ["yimi.doors.porch", "yimi.doors.desk", "yimi.doors.portal", "yimi.doors.api"]

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.forms",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "csp",
    "django_htmx",
    "procrastinate.contrib.django",
    *KERNEL,
    *ROOMS,
    *DOORS,
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "yimi.doors.porch.middleware.SignInMiddleware",
    "yimi.doors.porch.middleware.ReachMiddleware",
    "yimi.doors.porch.middleware.ReadOnlyMiddleware",
    "yimi.doors.porch.middleware.RefusalMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "yimi.config.urls"
WSGI_APPLICATION = "yimi.config.wsgi.application"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"  # widgets may have templates of ours
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE / "yimi" / "templates"],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "yimi.doors.porch.context.house",
            ],
            "builtins": ["yimi.doors.porch.templatetags.yimi"],
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ]
            if not DEBUG
            else [
                "django.template.loaders.filesystem.Loader",
                "django.template.loaders.app_directories.Loader",
            ],
        },
    }
]

# --- database and jobs -------------------------------------------------------------------------
DATABASES = {"default": database.from_url(environment.text("YIMI_DATABASE_URL"), VAR)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
PROCRASTINATE_ON_APP_READY = None
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"

# --- who may sign in ---------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "yimi.rooms.accounts.backends.PhoneOrNameBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
LOGIN_URL = "/sign-in/"
LOGIN_REDIRECT_URL = "/desk/"
LOGOUT_REDIRECT_URL = "/"
SESSION_COOKIE_AGE = 8 * 3600
SESSION_IDLE_SECONDS = environment.whole("YIMI_IDLE_SECONDS", 30 * 60)
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = SECURE
CSRF_COOKIE_SECURE = SECURE
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = ["username"]
AXES_RESET_ON_SUCCESS = True
AXES_VERBOSE = False
AXES_LOCKOUT_CALLABLE = "yimi.doors.porch.sign_in.locked_out"
AXES_HTTP_RESPONSE_CODE = 429
ACCOUNT_RATE_LIMITS = {
    "login_failed": None
}  # axes counts wrong passwords; two counters would give two sentences
CSRF_FAILURE_VIEW = "yimi.doors.porch.refusals.stale_page"
ACCOUNT_ADAPTER = "yimi.doors.porch.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_SESSION_REMEMBER = False  # offices share computers: closing the browser signs out
MFA_ADAPTER = "yimi.doors.porch.adapter.SecondFactorAdapter"
MFA_FORMS = {
    "activate_totp": "yimi.doors.porch.second_factor_forms.SetUpForm",
    "authenticate": "yimi.doors.porch.second_factor_forms.EnterForm",
    "reauthenticate": "yimi.doors.porch.second_factor_forms.AgainForm",
}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Yimi"
MFA_TOTP_TOLERANCE = 1  # the code before and after is taken too: phones' clocks differ, fingers are slow

# The county's mini program; without one its users sign in with the password.
WECHAT_APPID = environment.text("YIMI_WECHAT_APPID", "")
WECHAT_SECRET = environment.text("YIMI_WECHAT_SECRET", "")
WECHAT_ADDRESS = "https://api.weixin.qq.com"

# --- language and time -------------------------------------------------------------------------
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
LOCALE_PATHS = [BASE / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"
# Off: keys stand in values and addresses, where "1,234" is no number. What is read is grouped where it is written.
USE_THOUSAND_SEPARATOR = False

# --- files -------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static" if PRODUCTION else None  # elsewhere WhiteNoise finds the files where they are
STATICFILES_DIRS = [BASE / "yimi" / "static"]
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.InMemoryStorage"
    },  # unused: every upload goes to "evidence"
    "evidence": production.file_storage(VAR / "files"),
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
ARRIVING = VAR / "arriving"  # uploads on their way in; several servers of one copy share this folder
WHITENOISE_USE_FINDERS = not PRODUCTION
FIELD = BASE / "field" / "dist" / "site"  # the phone client's web build (`make field`), served at /field/
WHITENOISE_ROOT = FIELD if FIELD.exists() else None
WHITENOISE_INDEX_FILE = True
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000

# --- security ----------------------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "media-src": [SELF, "blob:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "worker-src": [SELF, "blob:"],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SECURE_SSL_REDIRECT = SECURE
SECURE_HSTS_SECONDS = 31_536_000 if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PRODUCTION else None
SILENCED_SYSTEM_CHECKS = [
    "security.W021",  # preloading HSTS is the county's decision about its whole domain
    "axes.W006",  # accounts are locked, not addresses: a whole town hall shares one address
]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"yimi": {"level": "INFO"}},
}

production.check(
    production=PRODUCTION,
    secret_key=SECRET_KEY,
    debug=DEBUG,
    secure_cookies=SECURE,
    hosts=ALLOWED_HOSTS,
    keys=KEYS,
)
