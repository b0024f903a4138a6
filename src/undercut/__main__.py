"""Run the command line with `python -m undercut`."""

from undercut.cli.main import main

if __name__ == "__main__":
    main()
