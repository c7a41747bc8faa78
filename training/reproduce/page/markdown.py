"""The report as Markdown, for pages that show pictures from files beside them."""

from collections.abc import Sequence

from training.reproduce.asked.claims import Claim
from training.reproduce.asked.rows import ROWS
from training.reproduce.asked.verdicts import Finding
from training.reproduce.asked.words import VERDICTS, caption
from training.reproduce.page.report import MARKS, explained
from training.reproduce.page.studies import Study

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
    words = "\n".join(f"- *{name}*: {text}" for name, text in explained(studies).items())
    head = f"# The coursework, reproduced\n\n{about}\n\n{VERDICTS}\n"
    return f"{head}\n{sections}\n## What the numbers are\n\n{words}\n"


def _section(study: Study) -> str:
    row = ROWS[study.row]
    return SECTION.format(
        row=study.row,
        title=row.title,
        text=row.text,
        claims="\n".join(_claim(claim, finding) for claim, finding in study.findings),
        figures="\n\n".join(
            f"![{caption(figure)}]({figure.name}.png)\n\n*{caption(figure)}*"
            for figure in row.figures
            if figure.name in study.figures
        ),
        settings="; ".join(study.settings),
    )


def _claim(claim: Claim, finding: Finding) -> str:
    return f"| {claim.text} | {finding.evidence} | {MARKS[finding.verdict]} {finding.verdict} |"
