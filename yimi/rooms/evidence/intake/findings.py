"""What an examination finds, and why a file is refused. Values only: the caller decides whom to tell."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["photo", "clip", "document"]
Plain = str | int | float | bool | None

MAX_BYTES: dict[Kind, int] = {"photo": 30 * 1024**2, "clip": 300 * 1024**2, "document": 30 * 1024**2}
MAX_PIXELS = 50_000_000  # a phone's largest honest picture; more is a bomb (quality.md §3)
MAX_CLIP_PIXELS = 4096 * 2304  # one frame of a 4K clip
MAX_FRAME_RATE = 240.0

# Chinese, because interface source strings are Chinese (placeholders are the facts of the refusal).
SENTENCES: dict[str, str] = {
    "empty": "文件是空的（0 字节），请重新拍摄或重新选择后再传。",
    "too_large": "文件有 {megabytes} MB，超过 {limit_megabytes} MB 的上限，请用手机相机的普通画质重新拍摄。",
    "not_as_declared": "这里需要{wanted}，但传来的文件实际是 {found}，请换成正确的文件。",
    "unknown_format": "认不出这是什么文件（{found}）。"
    "照片请用 JPEG、HEIC、PNG 或 WebP，视频请用 MP4 或 MOV，文书请用 PDF。",
    "too_many_pixels": "图片有 {width}×{height} 像素，超过 5000 万像素的上限，请用普通画质重新拍摄。",
    "truncated": "文件不完整（可能上传或拷贝时中断），请从手机里重新选择原文件再传。",
    "undecodable": "文件打不开，内容已损坏，请重新拍摄或从手机里重新选择原文件。",
    "stowaway": "文件里夹带了别的内容（{found}），不是相机直接拍出的照片或视频，请传原始文件。",
    "trailing_data": "图片后面多出 {extra_bytes} 字节来历不明的数据，请传相机拍出的原始文件。",
    "animated": "这是一张动图（{frames} 帧），请传静态照片，或改传视频。",
    "no_video": "文件里没有视频画面，请重新拍摄视频。",
    "codec": "视频编码是 {found}，目前只收 H.264 和 H.265，请在手机相机设置里改为“兼容性最佳”后重拍。",
    "outside_reference": "视频文件里是播放列表或外部链接，不是视频本身，请传原始视频文件。",
    "clip_too_fine": "视频画面 {width}×{height}、每秒 {frame_rate} 帧，超出上限，请用 1080p 重新拍摄。",
    "active_document": "文书里带有可自动执行的内容（{found}），请另存为普通 PDF 或拍照后再传。",
    "locked_document": "文书设有密码或加密，无法查看，请另存为不加密的 PDF 后再传。",
    "too_costly": "文件解码耗时或占用内存异常，可能已损坏，请换一个文件。",
    "busy": "服务器正忙，还没有来得及检查这份文件，没有保存。请过几分钟再传一次。",
}
BUSY = "busy"  # says nothing about the file


class Unacceptable(Exception):
    """A file that is not taken in. `code` is a key of SENTENCES, `facts` fill its placeholders."""

    def __init__(self, code: str, **facts: Plain) -> None:
        super().__init__(code, facts)
        self.code = code
        self.facts = facts

    @property
    def sentence(self) -> str:
        """The refusal in Chinese, with its facts filled in."""
        return SENTENCES[self.code].format(**self.facts)


@dataclass(frozen=True)
class Examined:
    """A file that is what it claims to be.

    format: "jpeg" | "heic" | "png" | "webp" | "mp4" | "mov" | "pdf"
    media_type: the MIME type that belongs to `format`
    width, height: pixels as shown upright (after orientation or rotation); None for PDF
    duration_s, frame_rate: clips only (seconds, frames per second)
    codec: "h264" | "hevc" for clips; sound: a clip has an audio track
    exif: JSON-ready values, absent keys left out: taken_at (ISO 8601; with an offset only where the
        camera wrote one), gps_at (UTC), longitude, latitude (degrees, WGS-84 as written), altitude_m,
        accuracy_m, make, model, software, orientation (1–8), camera_serial
    extras: what lawfully follows the picture: "motion_photo", "second_picture", "samsung", "vivo",
        "oppo", "huawei", "padding", "unknown"
    """

    kind: Kind
    format: str
    media_type: str
    sha256: str
    bytes: int
    width: int | None = None
    height: int | None = None
    duration_s: float | None = None
    frame_rate: float | None = None
    codec: str | None = None
    sound: bool = False
    exif: dict[str, Plain] = field(default_factory=dict)
    extras: tuple[str, ...] = ()
