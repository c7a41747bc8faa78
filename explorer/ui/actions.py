"""Everything that can be done from a menu or by a key: text, keys, icon and tip, in one table."""

from dataclasses import dataclass
from enum import StrEnum, auto

from PySide6.QtGui import QAction, QColor, QIcon, QKeySequence
from PySide6.QtWidgets import QWidget

from explorer.ui.parts.glossary import meaning
from explorer.ui.parts.resources import icon
from explorer.ui.parts.style import theme_now

Keys = QKeySequence.StandardKey


class Do(StrEnum):
    """What can be done, by name."""

    NEW = auto()
    OPEN = auto()
    OPEN_FOLDER = auto()
    OPEN_MODELS = auto()
    GET_DATA = auto()
    DREAMS = auto()
    KEEP = auto()
    FAVOURITES_FOLDER = auto()
    EXPORT = auto()
    SAVE_LATENT = auto()
    EXPORT_SHEET = auto()
    EXPORT_FILM = auto()
    EXPORT_ZIP = auto()
    SETTINGS = auto()
    QUIT = auto()
    COPY = auto()
    COPY_LATENT = auto()
    COPY_BOARD = auto()
    PASTE = auto()
    FIND = auto()
    SEARCH = auto()
    RANDOM = auto()
    SURPRISE = auto()
    NEXT_SEED = auto()
    SEED_BEFORE = auto()
    CHANCE = auto()
    CENTRE = auto()
    PARTS = auto()
    NEXT_MODE = auto()
    NEXT_FIELD = auto()
    PATH = auto()
    PLAY = auto()
    BEST = auto()
    FIT = auto()
    ZOOM_IN = auto()
    ZOOM_OUT = auto()
    COMPARE = auto()
    EVIDENCE = auto()
    ENLARGE = auto()
    OPEN_OUTSIDE = auto()
    COMPARISON = auto()
    FLIP_WING = auto()
    WING_BEHIND = auto()
    PAIR_OF_WINGS = auto()
    AUTOMATIC_WINGS = auto()
    FILL_REGIONS = auto()
    CLEAR_REGIONS = auto()
    TRAIN = auto()
    MODEL_SETS = auto()
    REVERT = auto()
    FULL_SCREEN = auto()
    USUAL_LAYOUT = auto()
    SHORTCUTS = auto()
    WORDS = auto()
    LOG = auto()
    ABOUT = auto()


@dataclass(frozen=True)
class About:
    """How an action is called, and what it says of itself."""

    text: str
    tip: str
    keys: tuple[Keys | str, ...] = ()
    icon: str = ""


ABOUT: dict[Do, About] = {
    Do.NEW: About("&New board", "Take all pictures off the board", (Keys.New,), "reset"),
    Do.OPEN: About(
        "&Open…",
        "Open pictures, latents, favourites, an archive or a model set",
        (Keys.Open,),
        "open",
    ),
    Do.OPEN_FOLDER: About(
        "Open &folder…", "Look through a folder of pictures", ("Ctrl+Shift+O",), "open"
    ),
    Do.OPEN_MODELS: About("Open &model set…", "Explore with models of your own", (), "model"),
    Do.GET_DATA: About(
        "Get &CIFAR-10", "Fetch 60,000 real pictures (170 MB), once", (), "download"
    ),
    Do.DREAMS: About(
        "&Dreams of the model", "Look through the pictures that came with the program"
    ),
    Do.KEEP: About(
        "&Keep as favourite", "Keep what you see, with its whole recipe", ("F", Keys.Save), "heart"
    ),
    Do.FAVOURITES_FOLDER: About(
        "Favourites &folder…", "Choose where favourites are kept from now on"
    ),
    Do.EXPORT: About(
        "&Export the blend…",
        "Write what the large picture shows as a PNG, enlarged 16 times",
        ("Ctrl+E",),
        "export",
    ),
    Do.SAVE_LATENT: About(
        "Save the blend's &latent…",
        "Write the latent of the blend as .npy: numbers that decode to it",
    ),
    Do.EXPORT_SHEET: About(
        "Favourites as contact &sheet…", "Write favourites, the selected or all, as one picture"
    ),
    Do.EXPORT_FILM: About(
        "Favourites as &GIF…", "Write favourites, the selected or all, one after the other"
    ),
    Do.EXPORT_ZIP: About("Favourites as &zip…", "Pack the files of favourites, selected or all"),
    Do.SETTINGS: About(
        "&Settings…", "Theme, folders, threads, and what closing does", (Keys.Preferences, "Ctrl+,")
    ),
    Do.QUIT: About("&Quit", "Close the window", (Keys.Quit, "Ctrl+Q")),
    Do.COPY: About(
        "&Copy the blend", "Put what the large picture shows on the clipboard", (Keys.Copy,)
    ),
    Do.COPY_LATENT: About(
        "Copy the blend's &latent",
        "Put the latent of the blend on the clipboard, its numbers as text",
    ),
    Do.COPY_BOARD: About(
        "Copy &board", "Put the whole board on the clipboard, as JSON that can be pasted again"
    ),
    Do.PASTE: About(
        "&Paste", "Pin the picture or latent on the clipboard, or open the board", (Keys.Paste,)
    ),
    Do.FIND: About("&Find in the gallery", "Search the gallery by name or class", (Keys.Find,)),
    Do.SEARCH: About(
        "Find &pegasi", "Search for the best winged horses while you explore", ("Ctrl+G",), "search"
    ),
    Do.RANDOM: About(
        "&Random pair", "Pin a random body and random wings of the gallery", ("R",), "dice"
    ),
    Do.SURPRISE: About(
        "S&urprise me", "Draw two dozen blends of the gallery, and open the best", ("S",)
    ),
    Do.NEXT_SEED: About("Ne&xt seed", "Draw the same of chance by the next seed", ("N",)),
    Do.SEED_BEFORE: About("Seed be&fore", "Go back to what the last seed gave", ("Shift+N",)),
    Do.CHANCE: About(
        "Pla&y with chance",
        "Random boards, dreams of a class, and variations of what you see, by a seed",
        ("Ctrl+D",),
    ),
    Do.CENTRE: About("&Centre the blend", "Give all pictures the same weight", ("Ctrl+R",)),
    Do.PARTS: About(
        "Bod&y and wings…", "Choose which classes give the body, and which wings: a folder's, too"
    ),
    Do.NEXT_MODE: About("&Next mode", "Blend in the next of the modes", ("M",)),
    Do.NEXT_FIELD: About(
        "&Fill the plane", "Fill the plane with blends, with their scores, or with nothing", ("P",)
    ),
    Do.PATH: About(
        "&Path…", "Draw or record a way of the blend, replay it, and film it", ("Ctrl+P",), "draw"
    ),
    Do.PLAY: About("Pla&y the path", "Let the blend walk along the path, and stop it", ("Y",)),
    Do.BEST: About(
        "Go to the &best point",
        "Move the blend to where the map of the plane is highest",
        ("B",),
    ),
    Do.FIT: About("&Whole plane", "See all of the plane", ("Ctrl+0",)),
    Do.ZOOM_IN: About("Zoom &in", "Come closer to the blend", (Keys.ZoomIn, "Ctrl+=")),
    Do.ZOOM_OUT: About("Zoom &out", "See more of the plane", (Keys.ZoomOut,)),
    Do.EVIDENCE: About("What the classifier &sees", meaning("Evidence"), ("E",)),
    Do.ENLARGE: About("Enlar&ge the picture", "See it as large as the screen allows", ("Z",)),
    Do.OPEN_OUTSIDE: About(
        "Open the blend in another pro&gram",
        "Open what the large picture shows, enlarged, in the system's picture viewer",
    ),
    Do.COMPARE: About("Before or &after", meaning("Before or after"), ("C",), "compare"),
    Do.COMPARISON: About(
        "Co&mpare…", "See the board beside another mode, model set or board", ("Shift+C",)
    ),
    Do.FLIP_WING: About("F&lip the wing", "Turn the chosen wing over along root to tip", ("X",)),
    Do.WING_BEHIND: About(
        "Wing &behind the body", "Set the chosen wing behind the body, or before it", ("V",)
    ),
    Do.PAIR_OF_WINGS: About("One wing or &two", "Set one wing on the body, or two", ("W",)),
    Do.AUTOMATIC_WINGS: About("&Automatic wings", "Forget all that was set by hand of wings"),
    Do.FILL_REGIONS: About(
        "Regions by e&vidence", "Paint every cell with the picture that it goes to by evidence"
    ),
    Do.CLEAR_REGIONS: About("Clear re&gions", "Forget what was painted: all goes by evidence"),
    Do.TRAIN: About(
        "&Train…", "Train the models on your data while you explore", ("Ctrl+T",), "train"
    ),
    Do.MODEL_SETS: About(
        "Model &sets…", "Use, compare, rename or delete the model sets there are", ("Ctrl+M",)
    ),
    Do.REVERT: About("&Back to the shipped models", "Explore with what came with the program"),
    Do.FULL_SCREEN: About("&Full screen", "Give the window the whole screen, and back", ("F11",)),
    Do.USUAL_LAYOUT: About("&Usual layout", "Put all panels where they were at the first start"),
    Do.SHORTCUTS: About(
        "&Keyboard shortcuts", "All keys on one page", (Keys.HelpContents, "?"), "keyboard"
    ),
    Do.WORDS: About("&Words", "What the window's own words mean, and where there is more"),
    Do.LOG: About("Show &log", "Open the file to send when something went wrong"),
    Do.ABOUT: About("&About", "What this program is"),
}


UNDO_KEYS, REDO_KEYS = ("Ctrl+Z",), ("Ctrl+Shift+Z", "Ctrl+Y")


def make_actions(parent: QWidget) -> dict[Do, QAction]:
    """Return an action for each thing that can be done; ``parent`` owns them."""
    made = {}
    for do, about in ABOUT.items():
        action = QAction(about.text, parent)
        # Where a desktop lacks a standard key, an empty one would hide the next from the menu.
        given = [QKeySequence(key) for key in about.keys if QKeySequence(key).count()]
        # A key that is given twice would count as ambiguous: Ctrl+Q is standard on some desktops.
        keys_once = {sequence.toString(): sequence for sequence in given}
        action.setShortcuts(list(keys_once.values()))
        keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        action.setToolTip(f"{about.tip} ({keys})" if keys else about.tip)
        action.setStatusTip(about.tip)
        parent.addAction(action)
        made[do] = action
    return made


def dress(actions: dict[Do, QAction]) -> None:
    """Draw the icons in the ink of the present theme."""
    for do, action in actions.items():
        if ABOUT[do].icon:
            action.setIcon(icon_now(ABOUT[do].icon))


def icon_now(name: str) -> QIcon:
    """Return an icon in the ink of the present theme."""
    theme = theme_now()
    return icon(name, QColor(theme.text), QColor(theme.muted))
