# SPDX-License-Identifier: GPL-2.0-only
"""Avocado: avocado run ci/fits/avocado_tce.py [-p kernel=NAME] [-p cases=GLOB]"""

import os
import subprocess

from avocado import Test

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


class SpaprTce(Test):
    """The whole suite as one test; its results are kept in outputdir."""

    timeout = 1800

    def test(self):
        command = [os.path.join(ROOT, "run-tests.sh"), "-o", self.outputdir,
                   "-k", self.params.get("kernel", default="debian-6.12-64k")]
        command += self.params.get("cases", default="").split()
        run = subprocess.run(command, stdout=subprocess.PIPE, text=True)
        for line in run.stdout.splitlines():
            self.log.info(line)
        if run.returncode == 1:
            self.fail(run.stdout.splitlines()[-1])
        if run.returncode == 4:
            self.cancel("nothing ran")
        if run.returncode:
            self.error("run-tests.sh ended with %d" % run.returncode)
