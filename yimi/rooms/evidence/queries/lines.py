"""What is burned in below a display copy."""

from __future__ import annotations

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from yimi.rooms.evidence.models import Media


def burned_lines(media: Media) -> list[str]:
    """Time, place, session, who took it and the hash prefix, as the server knows them (D9)."""
    with translation.override("zh-hans"):
        received = timezone.localtime(media.received_at)
        first = _("收到 {at:%Y-%m-%d %H:%M:%S}").format(at=received)
        if media.taken_at:
            first += _(" · 手机记录的拍摄时间 {at:%m-%d %H:%M}").format(at=timezone.localtime(media.taken_at))
        session = media.session
        place = session.site.name if session and session.site else session.village.name if session else ""
        if media.point:
            place += f" · {media.point.latitude:.5f}, {media.point.longitude:.5f}"
            place += f" ±{media.accuracy_m:.0f} m" if media.accuracy_m is not None else ""
        who = _("{number} · {name} 上传").format(
            number=session.number if session else "", name=media.uploaded_by.display_name
        )
        return [first, place, who, f"SHA-256 {media.file.sha256[:16]}"]
