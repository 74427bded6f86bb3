"""How the report looks, and its filter: radio buttons and style sheet, no script."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

STYLE = """
:root{font:16px/1.6 system-ui,"PingFang SC","Microsoft YaHei",sans-serif;color:#1d2433;background:#f6f7f9}
body{max-width:960px;margin:0 auto;padding:16px}h1{font-size:1.5rem}h2{font-size:1rem;margin:0 0 8px}
code{word-break:break-all;font-size:.8rem}input{position:absolute;opacity:0}
label{display:inline-block;padding:6px 12px;margin:0 6px 8px 0;border:1px solid #98a2b3;border-radius:16px;background:#fff}
input:checked+label{background:#1d4f91;color:#fff}input:focus-visible+label{outline:3px solid #f2a900}
section,main>p{background:#fff;border-left:6px solid #98a2b3;padding:10px 14px;margin:0 0 10px;border-radius:6px}
.same_file,.same_picture{border-color:#b42318}.same_scene{border-color:#1d4f91}.refused{border-color:#b54708}
section>div{display:flex;gap:12px;flex-wrap:wrap}figure{margin:0;flex:1 1 260px}img{max-width:100%;border-radius:4px}
.none{display:block;padding:40px 0;text-align:center;background:#eef0f3}section>p{margin:6px 0 0}
@media print{label{display:none}section{break-inside:avoid}}
"""


def filters(verdicts: Sequence[str], count: Counter[str], words: dict[str, str]) -> str:
    """A button for all and one a verdict; the rules that hide what is not chosen."""
    rules = "".join(f"#v-{one}:checked~main>:not(.{one}){{display:none}}" for one in verdicts)
    buttons = f'<input type="radio" name="v" id="v-all" checked><label for="v-all">{words["all"]} {count.total()}</label>'
    for one in verdicts:
        buttons += f'<input type="radio" name="v" id="v-{one}"><label for="v-{one}">{words[one]} {count[one]}</label>'
    return f"<style>{rules}</style>{buttons}"
