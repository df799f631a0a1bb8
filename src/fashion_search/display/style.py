"""The style sheets. One class prefix, `fs-`, keeps them away from the notebook or site around them.

Colours come from the text colour of the surroundings (`currentColor`), so that a fragment is right in a dark
and in a light notebook without asking which it is in. Photos keep a white ground in both: most have one.
"""

from __future__ import annotations

__all__ = ["FRAGMENT", "PAGE"]

FRAGMENT = """<style>
.fs-grid,.fs-table,.fs-bars{font:13px/1.45 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;
color:inherit}
.fs-heading{font-size:15px;font-weight:600;margin:4px 0 10px;text-align:left}
.fs-cards{display:grid;grid-template-columns:repeat(auto-fill,minmax(164px,1fr));gap:14px;margin:0;
padding:0}
.fs-card{margin:0;min-width:0;border:1px solid color-mix(in srgb,currentColor 14%,transparent);
border-radius:8px;
overflow:hidden;display:flex;flex-direction:column;text-align:left}
.fs-picture{position:relative;aspect-ratio:3/4;background:#fff;color:#9aa0a6;display:flex;
align-items:center;
justify-content:center}
.fs-card .fs-picture img{width:100%;height:100%;max-width:none;object-fit:contain;margin:0;
display:block}
.fs-picture svg{width:38%;height:auto}
.fs-score{position:absolute;top:6px;right:6px;padding:0 7px;border-radius:10px;background:#202124d9;
color:#fff;
font-size:11px;line-height:19px;font-variant-numeric:tabular-nums}
.fs-words{padding:8px 10px 10px;display:flex;flex-direction:column;gap:2px;flex:1}
.fs-title{font-weight:500;overflow:hidden;display:-webkit-box;-webkit-line-clamp:2;
-webkit-box-orient:vertical;
overflow-wrap:anywhere}
.fs-subtitle{opacity:.66;font-size:12px;overflow-wrap:anywhere}
.fs-price{margin-top:auto;padding-top:4px;font-weight:600;font-variant-numeric:tabular-nums}
.fs-empty{opacity:.66;margin:6px 0}
.fs-scroll{overflow-x:auto}
.fs-table table{border-collapse:collapse;margin:0 0 10px;border:0;font:inherit;color:inherit}
.fs-table th,.fs-table td{padding:5px 14px 5px 0;border:0;
border-bottom:1px solid color-mix(in srgb,currentColor 12%,transparent);text-align:left;vertical-align:top;
background:none}
.fs-table th{font-weight:600;opacity:.72;white-space:nowrap}
.fs-table .fs-number{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
.fs-bars{display:grid;grid-template-columns:max-content minmax(90px,220px) max-content;gap:3px 10px;
align-items:center}
.fs-bars .fs-number{text-align:right;font-variant-numeric:tabular-nums}
.fs-bar{position:relative;height:9px;border-radius:2px;
background:color-mix(in srgb,currentColor 9%,transparent)}
.fs-bar i{position:absolute;top:0;bottom:0;border-radius:2px;background:#3b7a8c}
.fs-bar i.fs-minus{background:#b4553f}
.fs-total{font-weight:600}
</style>"""
"""For grids, tables and bars, wherever they stand."""

PAGE = """<style>
:root{color-scheme:light dark;--ground:#fdfdfc;--ink:#1f2328;--accent:#3b7a8c}
@media (prefers-color-scheme:dark){:root{--ground:#17191c;--ink:#e4e6e8;--accent:#7fb7c6}}
*{box-sizing:border-box}
body{margin:0;background:var(--ground);color:var(--ink);
font:15px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
main{max-width:1180px;margin:0 auto;padding:40px 28px 64px}
h1{font-size:27px;line-height:1.25;font-weight:650;letter-spacing:-.01em;margin:0 0 6px;
overflow-wrap:anywhere}
h2{font-size:19px;line-height:1.3;font-weight:620;margin:0 0 4px;overflow-wrap:anywhere}
p{margin:0 0 10px;max-width:78ch}
a{color:var(--accent);text-decoration:none}
a:hover{text-decoration:underline}
.fs-note{opacity:.72;margin-bottom:20px}
.fs-contents{display:flex;flex-wrap:wrap;gap:4px 18px;margin:14px 0 0;padding:0;list-style:none;
font-size:14px}
.fs-section{margin-top:34px;padding-top:24px;
border-top:1px solid color-mix(in srgb,currentColor 12%,transparent)}
.fs-section>.fs-note{margin-bottom:14px}
.fs-section>*+.fs-grid,.fs-section>*+.fs-table{margin-top:14px}
.fs-badge{display:inline-block;padding:1px 8px;margin-right:8px;border-radius:10px;font-size:12px;
font-weight:600;
vertical-align:2px;border:1px solid currentColor}
.fs-error{color:#b3402b}.fs-warning{color:#96690f}.fs-notice{color:#4d6b78}

@media (prefers-color-scheme:dark){.fs-error{color:#f0937f}.fs-warning{color:#e0b35c}
.fs-notice{color:#9dbccb}}
.fs-pairs{display:grid;grid-template-columns:repeat(auto-fill,minmax(330px,1fr));gap:18px}
.fs-pair{min-width:0}
.fs-pair>.fs-note{font-size:13px;margin:0 0 6px}
.fs-pair .fs-cards{grid-template-columns:repeat(auto-fill,104px);gap:8px}
.fs-pair .fs-title{font-size:12px;-webkit-line-clamp:3}
footer{margin-top:48px;opacity:.6;font-size:13px}
</style>"""
"""For a whole page around them."""
