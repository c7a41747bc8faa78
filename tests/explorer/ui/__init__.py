from explorer.ui.overrides import tell_mistakes

tell_mistakes()  # as the program itself does, before any class of the window is made
