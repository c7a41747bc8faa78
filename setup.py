"""What pyproject.toml cannot say: a wheel carries the models, pictures and icons that ship."""

import shutil
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py


class BuildWithResources(build_py):
    """Puts ``resources/`` into the package ``training``, where an installed program looks."""

    def run(self) -> None:
        super().run()
        if not self.editable_mode:  # a checkout has them where they are
            target = Path(self.build_lib) / "training" / "resources"
            shutil.copytree("resources", target, dirs_exist_ok=True)


setup(cmdclass={"build_py": BuildWithResources})
