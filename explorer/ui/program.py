"""The program behind the window: connects its parts, and starts and ends them in order."""

from functools import partial
from pathlib import Path

from explorer.core.blend.renderer import Renderer
from explorer.core.board.first_mode import in_first_mode
from explorer.core.gallery.starter import STARTER
from explorer.core.gallery.view import Selection
from explorer.core.home.home import AtClosing, Home, Settings, settings_at_start
from explorer.core.models import SHIPPED
from explorer.core.options import OpenOptions
from explorer.core.session import Session
from explorer.ui.actions import Do
from explorer.ui.deeds import Deeds
from explorer.ui.parts.late import MadeInTurn
from explorer.ui.parts.one_go import OneGo
from explorer.ui.parts.shown import mode_reasons
from explorer.ui.parts.style import Look


class Program(Deeds):
    """All that the window needs; :meth:`close` ends it, and nothing is touched after that.

    Parameters
    ----------
    home
        Where things are kept.
    options
        What the command line asks for.
    look
        Tells when the colours change; None where nobody dresses the application.
    shipped, starter
        Folders of the model set and of the gallery that come with the program.
    """

    def __init__(
        self,
        home: Home,
        options: OpenOptions,
        look: Look | None = None,
        *,
        shipped: Path = SHIPPED,
        starter: Path = STARTER,
    ) -> None:
        if look is not None:  # before the window is made, whose icons are drawn in its ink
            look.follow(settings_at_start(home))
        super().__init__(home, options.device, shipped, starter)
        self._options = options
        self._closed = False
        self._is_new = False
        self._painted = OneGo(self.window)
        self._late = MadeInTurn(self.window.late, self)
        self._connect_parts()
        self._connect_saving()
        self._connect_window()
        self._look = look
        if look is not None:
            look.changed.connect(self.window.dress)

    # Start and end

    def start(self) -> None:
        """Show the window as it was left, or as at the first start, and open what was named."""
        self._restore()
        self.window.show()
        self.models.load(self._options.models)
        self.favourites.look()
        self.model_sets.start()
        self.openings.open_at_start(self._options.paths)
        self.window.canvas.setFocus()
        self._late.wait()

    def close(self) -> None:
        """Save, stop in order (watching, engine, chores, reference) and let go of the window."""
        if self._closed:
            return
        self._closed = True
        self._painted.go()
        self._late.stop()
        self.crops.finish()
        if self.settings.settings.at_closing is AtClosing.PAUSE:
            self.training.pause_all()
        self.sessions.close()
        self.field.close()
        for end in self.closings:
            end()
        self.gallery.close()
        self.preview.close()
        self.work.stop()
        self.chores.stop()
        self.reference.close()

    def _restore(self) -> None:
        saved = self.sessions.load(self._options.reset)
        session = saved or Session()
        self.window.restore(session.geometry, session.layout)
        self.gallery.set_side(session.thumbnail)
        self.set_field(session.field, session.score)
        dreams = session.selection if session.gallery is None else Selection()
        first_blend = self.galleries.show_dreams(dreams)
        if session.gallery is None:
            self.window.gallery.scroll_to(session.scroll)
        self.board.start_with(session.board if saved else first_blend)
        self.steps.resume(session.history, self.model)
        self._is_new = not saved
        self.window.evidence.box.setChecked(session.evidence)
        self._restore_late(session)
        self.galleries.restore(session, self._options.data)

    def _restore_late(self, session: Session) -> None:
        """Let what comes late be as it was, too, as soon as it is there."""
        window, reset = self.window, self._options.reset
        window.late_path.then(lambda _: self.path.control.start_with(session.path))
        window.action_for(Do.PATH).setChecked(session.path_shown)
        window.late_compare.then(lambda _: self.compare.control.start_with(session.comparison))
        window.late_training.then(lambda view: view.form.name_data(session.training_data))
        window.late_training.then(lambda view: view.form.skip.setChecked(session.skip_unreadable))
        window.late_training.then(lambda _: self.training.find_again())
        window.late_play.then(lambda _: self.play.start_with(session.seed))
        window.late_search.then(lambda _: self.finds.restore(reset))
        if reset:
            window.late_search()  # also where the window is closed at once

    # Wiring

    def _connect_parts(self) -> None:
        for hand, offer in (
            (self.wings, self.window.set_wings_usable),
            (self.regions, self.window.set_regions_usable),
        ):
            self.blend.shown.connect(hand.show)
            hand.usable.connect(offer)
        self.blend.requested.connect(lambda _: self._painted.wait())
        self.blend.failed.connect(lambda _: self._painted.go())
        self.blend.answered.connect(lambda *_: self._painted.go())
        self.blend.answered.connect(lambda *_: self._late.begin())
        self.gallery.picked.connect(self.board.toggle)
        self.field.sought.connect(self.board.go_to)
        self.galleries.data_opened.connect(self._train_on)
        self.galleries.changed.connect(self.preview.nearest.look)
        self.settings.applied.connect(self._settings_applied)
        self.models.loaded.connect(self._models_loaded)
        self.openings.own_kept.connect(self.galleries.mine_changed)
        self.crops.changed.connect(self.galleries.mine_changed)

    def _connect_saving(self) -> None:
        """Save the session soon after whatever is kept in it has changed."""
        save_soon = self.sessions.save_soon
        self.board.changed.connect(lambda _: save_soon())
        self.gallery.changed.connect(save_soon)
        self.galleries.changed.connect(save_soon)
        self.undo.indexChanged.connect(save_soon)
        self.window.gallery.scrolled.connect(save_soon)
        self.window.evidence.switched.connect(save_soon)
        self.window.late_play.then(lambda _: self.play.seeded.connect(save_soon))

    def _connect_window(self) -> None:
        window = self.window
        window.theme_menu.set_choice(self.settings.settings.theme)
        window.theme_menu.chosen.connect(partial(self.settings.choose, "theme"))
        window.closing.connect(self.close)

    # What the parts say

    def _models_loaded(self, renderer: Renderer) -> None:
        self.board.set_mode_reasons(mode_reasons(renderer.engine.missing))
        self.blend.set_renderer(renderer)
        self.field.set_renderer(renderer)
        self.latents.set_renderer(renderer)
        self.gallery.set_engine(renderer.engine)
        self.preview.set_renderer(renderer)
        self.board.set_missing(renderer.engine.missing)
        if self._is_new and not self.undo.count():
            self.board.start_with(in_first_mode(self.board.board, renderer.engine.missing))
        self._is_new = False
        self._tell_other_models(renderer)

    def _train_on(self, data: Path) -> None:
        self.window.late_training.then(lambda view: view.set_data(data))

    def _settings_applied(self, old: Settings, new: Settings) -> None:
        """Let each setting hold at once."""
        self.window.theme_menu.set_choice(new.theme)
        if self._look is not None:
            self._look.follow(new)
        if new.favourites != old.favourites and new.favourites is not None:
            self.favourites.set_folder(new.favourites)
            self._telling.tell(f"Favourites are kept in {new.favourites} from now on.")
        if new.threads != old.threads:
            self.models.load(self.models.folder)
