"""Pictures and clips made from originals: with a strip, small, or with faces blurred. Imports no Django."""

from .blur import blur_faces, blurred_copy
from .clip import blurred_clip, clip_copy, poster
from .faces import Box, ModelMissing, faces
from .fonts import FontMissing, font_path
from .photo import DISPLAY_SIDE, THUMBNAIL_SIDE, as_jpeg, display_copy, thumbnail
from .strip import strip

__all__ = [
    "DISPLAY_SIDE",
    "THUMBNAIL_SIDE",
    "Box",
    "FontMissing",
    "ModelMissing",
    "as_jpeg",
    "blur_faces",
    "blurred_clip",
    "blurred_copy",
    "clip_copy",
    "display_copy",
    "faces",
    "font_path",
    "poster",
    "strip",
    "thumbnail",
]
