"""The report as Markdown, for pages that show pictures from files beside them."""

from collections.abc import Sequence

from training.reproduce.report import MARKS
from training.reproduce.rows import ROWS, Claim
from training.reproduce.studies import Study
from training.reproduce.verdicts import Finding

SECTION = """## {row}: {title}

{text}

| Claim | Evidence | Verdict |
|---|---|---|
{claims}

{figures}

{settings}
"""


def markdown(studies: Sequence[Study], about: str) -> str:
    """Return the whole report; ``about`` says what it was measured on."""
    sections = "\n".join(_section(study) for study in studies)
    return f"# The coursework, reproduced\n\n{about}\n\n{sections}"


def _section(study: Study) -> str:
    row = ROWS[study.row]
    return SECTION.format(
        row=study.row,
        title=row.title,
        text=row.text,
        claims="\n".join(_claim(claim, found) for claim, found in study.findings),
        figures="\n".join(f"![{name}]({name}.png)" for name in study.figures),
        settings="; ".join(study.settings),
    )


def _claim(claim: Claim, found: Finding) -> str:
    return f"| {claim.text} | {found.evidence} | {MARKS[found.verdict]} {found.verdict} |"
