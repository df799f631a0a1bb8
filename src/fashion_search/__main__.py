"""`python -m fashion_search` is the command line."""

from fashion_search.cli import main

if __name__ == "__main__":
    main()
