"""The look of the program: two calm palettes that follow the system's, on Qt's Fusion style."""

from dataclasses import dataclass
from string import Template

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from explorer.core.home.home import Settings, ThemeChoice
from explorer.ui.parts.resources import ICONS

PIN_COLOURS = (
    "#6f9bf5",
    "#e8a33d",
    "#52b788",
    "#e06f86",
    "#a583ee",
    "#3fb6cc",
    "#c98a5a",
    "#93a84a",
)
"""One colour a pin, by its place on the board; numbers say the same to who can't tell them."""


@dataclass(frozen=True)
class Theme:
    """Colours as #rrggbb, from the farthest surface to the nearest, then ink, then meaning."""

    name: str
    window: str
    surface: str
    raised: str
    hover: str
    line: str
    text: str
    muted: str
    accent: str
    on_accent: str
    gold: str
    warning: str


DARK = Theme(
    name="dark",
    window="#14161d",
    surface="#1a1d26",
    raised="#242835",
    hover="#2e3342",
    line="#2d3240",
    text="#e7e9f1",
    muted="#969db0",
    accent="#8aa4ff",
    on_accent="#10131c",
    gold="#f0c05a",
    warning="#f0957a",
)
LIGHT = Theme(
    name="light",
    window="#f3f1ed",
    surface="#fbfaf8",
    raised="#ffffff",
    hover="#ebe8e1",
    line="#dcd8d0",
    text="#22242c",
    muted="#666b7a",
    accent="#4257c9",
    on_accent="#ffffff",
    gold="#a87608",
    warning="#b4472a",
)

SHEET = Template("""
QMainWindow, QDialog { background: $window; }
QMainWindow::separator { background: $window; width: 6px; height: 6px; }
QMainWindow::separator:hover { background: $line; }
QToolBar { background: $window; border: none; padding: 4px 8px; spacing: 4px; }
QToolBar::separator { background: $line; width: 1px; margin: 6px 6px; }
QMenuBar { background: $window; padding: 2px 6px; }
QMenuBar::item { padding: 5px 9px; border-radius: 5px; background: transparent; }
QMenuBar::item:selected { background: $hover; }
QMenu { background: $raised; border: 1px solid $line; padding: 5px; }
QMenu::item { padding: 6px 26px 6px 14px; border-radius: 5px; }
QMenu::item:selected { background: $hover; color: $text; }
QMenu::item:disabled { color: $muted; }
QMenu::icon { padding-left: 8px; }
QMenu::separator { height: 1px; background: $line; margin: 5px 8px; }
QToolTip { background: $raised; color: $text; border: 1px solid $line; padding: 5px 7px; }
QStatusBar { background: $window; color: $muted; }
QStatusBar::item { border: none; }
QStatusBar QLabel { color: $muted; padding: 1px 8px; }
QToolButton { border: 1px solid transparent; border-radius: 6px; padding: 5px 8px; }
QToolButton[dense="true"] { padding: 1px 6px; }
QToolButton:hover { background: $hover; }
QToolButton:pressed, QToolButton:checked { background: $hover; }
QToolButton:focus { border-color: $accent; }
QToolButton:disabled { color: $muted; }
QToolButton::menu-indicator { image: none; }
QPushButton { background: $raised; border: 1px solid $line; border-radius: 6px; padding: 5px 12px; }
QPushButton:hover { background: $hover; }
QPushButton:focus { border-color: $accent; }
QPushButton:checked { background: $hover; border-color: $accent; }
QPushButton:disabled { color: $muted; background: $surface; }
QPushButton[page="true"] { padding: 5px 6px; }
QPushButton[left="true"] { text-align: left; }
QPushButton[primary="true"] { background: $accent; color: $on_accent; border-color: $accent; }
QPushButton[primary="true"]:disabled {
    background: $surface; color: $muted; border-color: $line; }
QCheckBox { spacing: 6px; margin: 0 8px; }
QCheckBox::indicator, QAbstractItemView::indicator {
    width: 14px; height: 14px; border: 1px solid $muted; border-radius: 4px; background: $raised; }
QCheckBox::indicator:hover, QAbstractItemView::indicator:hover { border-color: $accent; }
QCheckBox:focus { color: $accent; }
QCheckBox::indicator:focus { border: 2px solid $accent; }
QCheckBox::indicator:checked, QAbstractItemView::indicator:checked {
    background: $accent; border-color: $accent; image: url($tick); }
QFileDialog { backward-icon: url($back); forward-icon: url($forward);
    filedialog-parent-directory-icon: url($up); }
QDialogButtonBox { dialogbuttonbox-buttons-have-icons: 0; }
QComboBox, QLineEdit, QSpinBox, QDoubleSpinBox {
    background: $raised; border: 1px solid $line; border-radius: 6px; padding: 4px 8px;
    selection-background-color: $accent; selection-color: $on_accent; }
QDoubleSpinBox[dense="true"] { padding: 0 8px; }
QComboBox:hover, QLineEdit:hover, QDoubleSpinBox:hover { border-color: $muted; }
QComboBox:focus, QLineEdit:focus, QSpinBox:focus, QDoubleSpinBox:focus { border-color: $accent; }
QComboBox:disabled { color: $muted; }
QComboBox::drop-down { border: none; width: 20px; }
QComboBox::down-arrow { image: url($arrow); width: 10px; height: 10px; }
QComboBox QAbstractItemView { background: $raised; border: 1px solid $line; padding: 4px;
    selection-background-color: $hover; selection-color: $text; outline: none; }
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button { width: 0; border: none; }
QSlider::groove:horizontal { height: 4px; border-radius: 2px; background: $line; }
QSlider::sub-page:horizontal { height: 4px; border-radius: 2px; background: $accent; }
QSlider::handle:horizontal { width: 14px; height: 14px; margin: -6px 0; border-radius: 7px;
    background: $text; border: 1px solid $line; }
QSlider::handle:horizontal:focus { border: 2px solid $accent; }
QSlider::sub-page:horizontal:disabled { background: $line; }
QSlider::handle:horizontal:disabled { background: $muted; }
QScrollBar:vertical { background: transparent; width: 10px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 10px; margin: 0; }
QScrollBar::handle { background: $line; border-radius: 4px; margin: 1px; min-height: 28px;
    min-width: 28px; }
QScrollBar::handle:hover { background: $muted; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: none; }
QTabBar { background: $window; }
QTabBar::tab { background: transparent; color: $muted; padding: 6px 12px 4px 12px; border: none;
    border-bottom: 2px solid transparent; }
QMainWindow > QTabBar { qproperty-elideMode: ElideNone; qproperty-usesScrollButtons: true; }
QMainWindow > QTabBar::tab { padding: 6px 4px 4px 4px; }
QTabBar::tab:hover { color: $text; }
QTabBar::tab:selected { color: $text; border-bottom-color: $line; }
QTabBar::tab:selected:focus { color: $accent; border-bottom-color: $accent; }
QTabWidget::pane { border: none; }
QDockWidget { color: $muted; }
QDockWidget::title { background: $window; padding: 7px 10px; text-align: left; }
QListView { background: $surface; border: 1px solid transparent; border-radius: 4px;
    outline: none; }
QScrollArea { background: transparent; border: 1px solid transparent; border-radius: 4px; }
QScrollArea > QWidget > QWidget { background: transparent; border: none; }
QListView:focus, QScrollArea:focus { border-color: $accent; }
*[role="panel"] { background: $surface; }
*[role="banner"] { background: $raised; border: 1px solid $line; border-radius: 8px; }
QLabel[role="heading"] { color: $text; font-weight: 600; }
QLabel[role="caption"] { color: $muted; }
QLabel[role="big"] { font-weight: 700; font-size: 22px; }
QLabel[role="warning"] { color: $warning; }
QProgressBar { background: $line; border: none; border-radius: 3px; max-height: 6px; }
QProgressBar::chunk { background: $accent; border-radius: 3px; }
""")


DRAWN = "arrow", "tick", "back", "forward", "up"
"""Icons of the sheet, of which there is a file a theme."""


def palette_of(theme: Theme) -> QPalette:
    """Return Qt's palette for ``theme``, so that unstyled widgets match, too."""
    palette = QPalette()
    role = QPalette.ColorRole
    for name, colour in (
        (role.Window, theme.window),
        (role.Base, theme.surface),
        (role.AlternateBase, theme.raised),
        (role.Button, theme.raised),
        (role.WindowText, theme.text),
        (role.Text, theme.text),
        (role.ButtonText, theme.text),
        (role.ToolTipBase, theme.raised),
        (role.ToolTipText, theme.text),
        (role.PlaceholderText, theme.muted),
        (role.Highlight, theme.accent),
        (role.HighlightedText, theme.on_accent),
        (role.Link, theme.accent),
        (role.Accent, theme.accent),
    ):
        palette.setColor(name, QColor(colour))
    for name in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, name, QColor(theme.muted))
    return palette


def sheet_of(theme: Theme) -> str:
    """Return the style sheet of ``theme``."""
    drawn = {name: (ICONS / f"{name}-{theme.name}.svg").as_posix() for name in DRAWN}
    return SHEET.substitute(vars(theme), **drawn)


CHOSEN, STILL = "pegasusTheme", "pegasusStill"
"""Properties of the application: the theme that was chosen, and whether motion is reduced."""
SCHEMES = {
    ThemeChoice.SYSTEM: Qt.ColorScheme.Unknown,
    ThemeChoice.LIGHT: Qt.ColorScheme.Light,
    ThemeChoice.DARK: Qt.ColorScheme.Dark,
}
EFFECTS = (
    Qt.UIEffect.UI_AnimateMenu,
    Qt.UIEffect.UI_FadeMenu,
    Qt.UIEffect.UI_AnimateCombo,
    Qt.UIEffect.UI_AnimateTooltip,
    Qt.UIEffect.UI_FadeTooltip,
)


def theme_now() -> Theme:
    """Return the theme that was chosen, else the one that fits the system's colour scheme."""
    scheme, app = QGuiApplication.styleHints().colorScheme(), QGuiApplication.instance()
    chosen = app.property(CHOSEN) if app else None
    if chosen in (ThemeChoice.LIGHT, ThemeChoice.DARK):
        scheme = SCHEMES[ThemeChoice(chosen)]
    return LIGHT if scheme == Qt.ColorScheme.Light else DARK


def motion_reduced() -> bool:
    """Return whether nothing may slide, fade, pulse or blink."""
    app = QGuiApplication.instance()
    return bool(app and app.property(STILL))


class Look(QObject):
    """Dresses the application, and dresses it again when the system's colour scheme changes."""

    changed = Signal()

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._app = app
        app.setStyle("Fusion")
        self._blinking = app.cursorFlashTime()
        self._worn: Theme | None = None
        app.styleHints().colorSchemeChanged.connect(self.apply)
        self.apply()

    def follow(self, settings: Settings) -> None:
        """Put on the theme that was chosen, and move as little as is wanted."""
        self._app.setProperty(CHOSEN, settings.theme.value)
        self._app.setProperty(STILL, settings.reduced_motion)
        self._app.setCursorFlashTime(0 if settings.reduced_motion else self._blinking)
        for effect in EFFECTS if settings.reduced_motion else ():
            self._app.setEffectEnabled(effect, False)
        self._app.styleHints().setColorScheme(SCHEMES[settings.theme])  # frames of windows, too
        self.apply()

    def apply(self) -> None:
        """Put on the palette and sheet of the current theme."""
        theme = theme_now()
        if theme != self._worn:  # a sheet costs every widget's look anew
            self._worn = theme
            self._app.setPalette(palette_of(theme))
            self._app.setStyleSheet(sheet_of(theme))
        self.changed.emit()
