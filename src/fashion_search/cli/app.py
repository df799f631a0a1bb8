"""The commands, and the options they share."""

from __future__ import annotations

import typer

import fashion_search
from fashion_search.cli import check, demo, emulate, explaining, people, publish, searching, stores, training
from fashion_search.cli.batch import batch_app
from fashion_search.cli.evaluating import eval_app

app = typer.Typer(
    name="fashion-search",
    help="Search a fashion catalogue by words and by picture.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command("demo")(demo.demo)
app.command("ingest")(stores.ingest)
app.command("info")(stores.info)
app.command("search")(searching.search)
app.command("similar")(searching.similar)
app.command("look")(searching.look)
app.command("recommend")(people.recommend)
app.command("personas")(people.personas)
app.command("explain")(explaining.explain)
app.command("products")(searching.products)
app.command("quality")(stores.quality)
app.command("train")(training.train)
app.command("check")(check.check_command)
app.command("publish")(publish.publish)
app.command("emulate")(emulate.emulate)
app.add_typer(eval_app, name="eval")
app.add_typer(batch_app, name="batch")


@app.callback(invoke_without_command=True)
def version(
    *,
    show: bool = typer.Option(False, "--version", help="Show the version and exit.", is_eager=True),
) -> None:
    """Search a fashion catalogue by words and by picture."""
    if show:
        typer.echo(fashion_search.__version__)
        raise typer.Exit
