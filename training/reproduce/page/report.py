"""The report: one page of HTML that needs no other file."""

from collections.abc import Sequence
from html import escape

from training.reproduce.asked.claims import Claim
from training.reproduce.asked.rows import ROWS
from training.reproduce.asked.verdicts import Finding, Verdict
from training.reproduce.asked.words import VERDICTS, caption, glossary
from training.reproduce.page.studies import Study

MARKS = {Verdict.HOLDS: "✓", Verdict.FAILS: "✗", Verdict.DEPENDS: "≈", Verdict.NOT_RUN: "–"}
"""Beside the words, so that colour is not the only sign."""
COLOURS = {
    Verdict.HOLDS: "#dff2e1",
    Verdict.FAILS: "#f8dcdc",
    Verdict.DEPENDS: "#f7efd0",
    Verdict.NOT_RUN: "#ececec",
}
STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem;
  color: #222; background: #fff }
table { border-collapse: collapse; width: 100% }
th, td { text-align: left; vertical-align: top; padding: .4rem .6rem; border: 1px solid #ccc }
svg { max-width: 100%; height: auto }
svg image { image-rendering: pixelated }
.small { font-size: .85rem; color: #555 }
"""
PAGE = """<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><title>The coursework, reproduced</title><style>{style}</style></head>
<body>
<h1>The coursework, reproduced</h1>
<p>{about}</p>
<p>{verdicts}</p>
<nav><ul>{contents}</ul></nav>
{sections}
<h2>What the numbers are</h2>
<dl>{words}</dl>
</body>
</html>
"""
SECTION = """<section id="{row}">
<h2>{row}: {title}</h2>
<p>{text}</p>
<table><tr><th>Claim</th><th>Evidence</th><th>Verdict</th></tr>
{claims}
</table>
{figures}
<p class="small">{settings}</p>
</section>"""


def page(studies: Sequence[Study], about: str) -> str:
    """Return the whole report; ``about`` says what it was measured on."""
    contents = "".join(
        f'<li><a href="#{study.row}">{study.row}: {escape(ROWS[study.row].title)}</a></li>'
        for study in studies
    )
    return PAGE.format(
        style=STYLE,
        about=escape(about),
        verdicts=escape(VERDICTS),
        words="\n".join(
            f"<dt>{escape(name)}</dt><dd>{escape(text)}</dd>"
            for name, text in explained(studies).items()
        ),
        contents=contents,
        sections="\n".join(section(study) for study in studies),
    )


def explained(studies: Sequence[Study]) -> dict[str, str]:
    """Return what the numbers in the evidence of ``studies`` are, in words."""
    told = (finding.evidence for study in studies for _, finding in study.findings)
    return glossary(" ".join(told))


def section(study: Study) -> str:
    """Return the part of the report that is about one row."""
    row = ROWS[study.row]
    return SECTION.format(
        row=study.row,
        title=escape(row.title),
        text=escape(row.text),
        claims="\n".join(_claim(claim, finding) for claim, finding in study.findings),
        figures="\n".join(
            f"<figure>{inlined(study.figures[figure.name].svg)}"
            f"<figcaption>{escape(caption(figure))}</figcaption></figure>"
            for figure in row.figures
            if figure.name in study.figures
        ),
        settings=escape("; ".join(study.settings)),
    )


def inlined(svg: bytes) -> str:
    """Return the element of an SVG file, without what stands before it."""
    text = svg.decode()
    return text[text.index("<svg") :].strip()


def _claim(claim: Claim, finding: Finding) -> str:
    colour, mark = COLOURS[finding.verdict], MARKS[finding.verdict]
    return (
        f"<tr><td>{escape(claim.text)}</td><td>{escape(finding.evidence)}</td>"
        f'<td style="background:{colour}">{mark} {escape(finding.verdict)}</td></tr>'
    )
