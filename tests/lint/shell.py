"""shellcheck finds nothing in any shell script: each file that begins as one, and bash's completion."""
import os
import re
import subprocess
import sys

tool, root = sys.argv[1:3]
files = ["harness/cli/completion.bash"]
for folder, folders, names in os.walk(root):
    folders[:] = [name for name in folders if name not in (".git", "build", "node_modules")]
    for name in sorted(names):
        path = os.path.join(folder, name)
        if os.path.islink(path) or not os.access(path, os.X_OK):
            continue
        with open(path, "rb") as file:
            if re.match(rb"#!.*\b(ba|da)?sh\b", file.readline(100)):
                files.append(os.path.relpath(path, root))
print(f"{len(files)} files")
if len(files) < 10:
    sys.exit("most scripts of the repository are not found")
sys.exit(subprocess.run([tool, "--shell=bash", *files], cwd=root, check=False).returncode)
