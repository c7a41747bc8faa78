"""The few windows beside the main one: file choosers, the page of shortcuts, about."""

from collections.abc import Sequence
from html import escape
from pathlib import Path

from PySide6.QtCore import QDir, Qt
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QLabel,
    QMessageBox,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from explorer.ui.parts import glossary
from explorer.ui.parts.drops import file_url
from training import __version__
from training.data.decoding import suffixes

ARCHIVES = "Archives of pictures (*.zip *.tar *.tar.gz *.tgz *.tar.bz2 *.tbz2 *.tar.xz *.txz)"
EXPORTS = "PNG (*.png);;JPEG (*.jpg *.jpeg);;WebP (*.webp);;BMP (*.bmp);;TIFF (*.tif *.tiff)"
LATENTS = "Latents (*.npy)"
MANIFESTS = "Model sets (modelset.json)"
PAGE = 760, 600
"""Of a page that scrolls, in logical pixels: small screens have room for it."""


def ask_files(parent: QWidget) -> tuple[Path, ...]:
    """Ask for files to open."""
    pictures = f"Pictures ({' '.join(f'*{suffix}' for suffix in sorted(suffixes()))})"
    kinds = ";;".join((pictures, LATENTS, ARCHIVES, MANIFESTS, "All files (*)"))
    names, _ = QFileDialog.getOpenFileNames(parent, "Open", "", kinds)
    return tuple(map(Path, names))


def ask_folder(parent: QWidget, title: str) -> Path | None:
    """Ask for a folder."""
    name = QFileDialog.getExistingDirectory(parent, title)
    return Path(name) if name else None


def ask_target(parent: QWidget, title: str, name: str, kinds: str) -> Path | None:
    """Ask where to write a file; one named without a suffix gets that of ``name``."""
    dialog = QFileDialog(parent, title, str(Path(QDir.homePath()) / name), kinds)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setDefaultSuffix(Path(name).suffix.removeprefix("."))
    agreed = dialog.exec()
    chosen = dialog.selectedFiles()
    dialog.deleteLater()
    return Path(chosen[0]) if agreed and chosen else None


Groups = Sequence[tuple[str, Sequence[tuple[str, str]]]]
"""Headings, each with rows of two cells."""


def show_shortcuts(parent: QWidget, groups: Groups) -> None:
    """Show what keys do, until the page is closed."""
    dialog = shortcuts_page(parent, groups)
    dialog.exec()
    dialog.deleteLater()


def shortcuts_page(parent: QWidget, groups: Groups) -> QDialog:
    """Return the page of what keys do, by subject."""
    lines = "".join(_group(title, rows) for title, rows in groups)
    text = QLabel(f"<table>{lines}</table>", wordWrap=True)
    return page(parent, "Keyboard shortcuts", text)


def _group(title: str, rows: Sequence[tuple[str, str]]) -> str:
    lines = "".join(
        f"<tr><td style='padding: 3px 18px 3px 0'><b>{escape(keys)}</b></td>"
        f"<td style='padding: 3px 0'>{escape(text)}</td></tr>"
        for keys, text in rows
    )
    head = f"<h3 style='margin: 0'>{escape(title)}</h3>"
    return f"<tr><td colspan='2' style='padding: 14px 0 4px 0'>{head}</td></tr>{lines}"


def show_words(parent: QWidget) -> None:
    """Show what the window's own words mean, until the page is closed."""
    dialog = words_page(parent)
    dialog.exec()
    dialog.deleteLater()


def words_page(parent: QWidget) -> QDialog:
    """Return the page of words."""
    text = QLabel(glossary.page(), wordWrap=True)
    text.setOpenExternalLinks(True)
    return page(parent, "Words", text)


def show_in_system(path: Path) -> bool:
    """Open a file or folder in the program that the system has for it; return whether it has."""
    return QDesktopServices.openUrl(file_url(path))


def page(parent: QWidget, title: str, text: QLabel) -> QDialog:
    """Return a page that scrolls, and that its button closes."""
    dialog = QDialog(parent)
    dialog.setWindowTitle(title)
    text.setContentsMargins(12, 8, 12, 8)
    text.setAlignment(Qt.AlignmentFlag.AlignTop)
    area = QScrollArea(dialog)
    area.setWidget(text)
    area.setWidgetResizable(True)
    buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, dialog)
    buttons.rejected.connect(dialog.reject)
    column = QVBoxLayout(dialog)
    column.addWidget(area)
    column.addWidget(buttons)
    dialog.resize(*PAGE)
    return dialog


def show_about(parent: QWidget) -> None:
    """Say what the program is."""
    QMessageBox.about(
        parent,
        "About",
        f"<h3>Pegasus Explorer {__version__}</h3>"
        "<p>Explore the latent space of a variational autoencoder by hand, in search of a "
        "pegasus: a horse with wings.</p><p>MIT licence.</p>",
    )
