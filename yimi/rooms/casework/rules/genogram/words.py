"""Who may stand in a genogram, and the lines between them. Pure data."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _lazy


class Kin(TextChoices):
    """What somebody is to the client."""

    FATHERS_FATHER = "gf_f", _lazy("祖父")
    FATHERS_MOTHER = "gm_f", _lazy("祖母")
    MOTHERS_FATHER = "gf_m", _lazy("外祖父")
    MOTHERS_MOTHER = "gm_m", _lazy("外祖母")
    FATHER = "father", _lazy("父亲")
    MOTHER = "mother", _lazy("母亲")
    SIBLING = "sibling", _lazy("兄弟姐妹")
    PARTNER = "partner", _lazy("配偶")
    FORMER = "former", _lazy("前配偶")
    CHILD = "child", _lazy("子女")
    CHILDS_PARTNER = "child_in_law", _lazy("女婿、儿媳")
    GRANDCHILD = "grandchild", _lazy("孙辈")
    OTHER = "other", _lazy("其他亲属")


class Tie(TextChoices):
    """How the client and the relative stand to each other."""

    PLAIN = "plain", _lazy("一般")
    CLOSE = "close", _lazy("亲密")
    DISTANT = "distant", _lazy("疏远")
    CONFLICT = "conflict", _lazy("冲突")
    CUT = "cut", _lazy("断绝来往")


MALE_KIN = {Kin.FATHERS_FATHER, Kin.MOTHERS_FATHER, Kin.FATHER}
FEMALE_KIN = {Kin.FATHERS_MOTHER, Kin.MOTHERS_MOTHER, Kin.MOTHER}
