"""The look of report.html: light and dark, on screen and on paper."""

from __future__ import annotations

from widgets.charts.svg import style

PAPER, INK = "#ffffff", "#1c2126"
DARK_PAPER, DARK_INK = "#14181d", "#e9edf1"
QUIET, DARK_QUIET = "#56606b", "#a9b4c0"
LINK, DARK_LINK = "#1f5fa8", "#86b7f0"

_COLOURS = f"""
:root{{color-scheme:light dark;--paper:{PAPER};--ink:{INK};--quiet:{QUIET};--link:{LINK};--rule:#d5dae0;--band:#f3f5f8}}
@media (prefers-color-scheme:dark){{:root{{--paper:{DARK_PAPER};--ink:{DARK_INK};--quiet:{DARK_QUIET};
--link:{DARK_LINK};--rule:#3a434d;--band:#1d232a}}}}"""

_PAGE = """
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.55 system-ui,-apple-system,"Segoe UI",sans-serif}
header,nav,main,footer{max-width:46rem;margin:0 auto;padding:0 1.25rem}
header{padding-top:2.5rem}
h1{font-size:1.9rem;line-height:1.2;margin:0 0 1rem}
h2{font-size:1.35rem;margin:3rem 0 .75rem;padding-top:.75rem;border-top:1px solid var(--rule)}
h3{font-size:1.05rem;margin:1.75rem 0 .5rem}
p{margin:.5rem 0}
h1,h2,p,li,dt,dd{overflow-wrap:break-word}
header p{font-size:1.1rem}
.quiet,footer,figcaption,caption{color:var(--quiet)}
a{color:var(--link)}
nav ul{list-style:none;padding:0;display:flex;flex-wrap:wrap;gap:.25rem 1.25rem}
dl{display:grid;grid-template-columns:repeat(auto-fit,minmax(9rem,1fr));gap:.75rem;margin:1rem 0}
dl div{background:var(--band);border-radius:.4rem;padding:.6rem .8rem}
dt{color:var(--quiet);font-size:.85rem}
dd{margin:0;font-size:1.25rem;font-weight:600}
dd small{display:block;font-size:.85rem;font-weight:400}
figure{margin:1.5rem 0}
figcaption{font-size:.9rem}
.scroll{overflow-x:auto;margin:1rem 0}
.scroll:focus-visible,a:focus-visible{outline:2px solid var(--link);outline-offset:2px}
table{border-collapse:collapse;width:100%;font-size:.92rem}
caption{text-align:left;padding-bottom:.35rem}
th,td{text-align:left;vertical-align:top;padding:.35rem .6rem;border-bottom:1px solid var(--rule)}
th,td{overflow-wrap:break-word}
thead th{border-bottom-width:2px}
tbody th{font-weight:600;min-width:9rem}
.n{text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums}
thead .n{white-space:normal}
footer{padding:3rem 1.25rem;font-size:.9rem}
svg .halo{stroke:var(--paper);stroke-width:3px}
"""

_PRINT = f"""
@page{{margin:16mm}}
@media print{{:root{{--paper:{PAPER};--ink:{INK};--quiet:{QUIET};--link:{INK};--rule:#bbb;--band:#fff}}
body{{font-size:10.5pt}}nav{{display:none}}h2,h3,caption{{break-after:avoid}}figure,table,dl,tr{{break-inside:avoid}}
table{{font-size:9pt}}#appendix table{{font-size:7.5pt}}
#appendix th,#appendix td{{padding:.25rem .35rem}}#appendix tbody th{{min-width:0}}
.segment,#pictures,#appendix{{break-before:page}}.scroll{{overflow:visible}}header,main,footer{{max-width:none;padding:0}}
figure svg{{max-height:190mm}}
svg rect,svg circle,svg path{{print-color-adjust:exact;-webkit-print-color-adjust:exact}}}}
"""


def stylesheet() -> str:
    """The rules of the page and of its charts."""
    return f"{_COLOURS}{_PAGE}{style()}{_PRINT}"
