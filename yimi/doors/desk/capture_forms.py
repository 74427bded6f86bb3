"""What the capture page sends: files with what the phone knows of them, and the words."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _lazy

from yimi.doors.desk.capture_file import Requirement
from yimi.rooms.evidence.actions.capture import Where
from yimi.rooms.evidence.rules import TEXT_LEAST
from yimi.rooms.evidence.states import MediaKind, Source

# The input tells how the picture came to be: two open the camera, one opens the phone's folders.
INPUTS = {"photo": Source.CAMERA, "clip": Source.CAMERA, "files": Source.FILE}


class UploadForm(forms.Form):
    """The client id makes a repeat harmless: files of one plain form count on from it."""

    client_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    serves = forms.ChoiceField(label=_lazy("这张是"), required=False, widget=forms.RadioSelect)
    code = forms.RegexField(r"^\d{4}$", required=False, widget=forms.HiddenInput)
    longitude = forms.FloatField(required=False, min_value=-180, max_value=180, widget=forms.HiddenInput)
    latitude = forms.FloatField(required=False, min_value=-90, max_value=90, widget=forms.HiddenInput)
    accuracy_m = forms.FloatField(required=False, min_value=0, max_value=1e6, widget=forms.HiddenInput)
    taken_at = forms.DateTimeField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, requirements: Sequence[Requirement], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.requirements = {one.key: one for one in requirements}
        field = self.fields["serves"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _lazy("活动照片、视频")), *((one.key, one.label) for one in requirements)]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        files = self.files if isinstance(self.files, MultiValueDict) else MultiValueDict()
        self.sent = [(name, file) for name in INPUTS for file in files.getlist(name)]
        if not self.sent:
            self.add_error(None, _lazy("还没有选照片、视频或文件。"))
        return cleaned

    def pieces(self) -> Iterator[dict[str, Any]]:
        """The arguments of `receive_media`, one file each; the code stands for the first picture only."""
        given = self.cleaned_data
        for number, (name, file) in enumerate(self.sent):
            own_id = given["client_id"] if number == 0 else uuid.uuid5(given["client_id"], str(number))
            camera = INPUTS[name] == Source.CAMERA
            yield {
                "client_id": own_id,
                "upload": file.file,
                "source": INPUTS[name],
                "taken_at": given["taken_at"] if camera else None,
                "where": self._where(),
                "challenge_code": given["code"] if number == 0 else "",
                **self._serving(file),
            }

    def _serving(self, file: UploadedFile[bytes]) -> dict[str, str]:
        wanted = self.requirements.get(self.cleaned_data["serves"])
        if wanted is not None:
            return {"kind": wanted.kind, "subject": wanted.subject}
        media_type = file.content_type or ""
        kinds = {"image": MediaKind.PHOTO, "video": MediaKind.CLIP}
        return {"kind": kinds.get(media_type.split("/")[0], MediaKind.DOCUMENT), "subject": ""}

    def _where(self) -> Where | None:
        given = self.cleaned_data
        if given["longitude"] is None or given["latitude"] is None:
            return None
        return Where(given["longitude"], given["latitude"], given["accuracy_m"])


class WordsForm(forms.Form):
    text = forms.CharField(
        label=_lazy("做了什么"),
        help_text=_lazy("谁来了、做了什么、大家怎么说。至少 %d 个字，不写全名和电话。") % TEXT_LEAST,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    beneficiary_words = forms.CharField(
        label=_lazy("服务对象的原话"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    words_consented = forms.BooleanField(label=_lazy("说这话的人同意公开这句话（不写姓名）"), required=False)
