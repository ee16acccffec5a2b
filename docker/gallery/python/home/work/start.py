import marimo

app = marimo.App()


@app.cell
def _():
    import marimo as mo

    return (mo,)


@app.cell
def _(mo):
    number = mo.ui.slider(1, 20, value=3, label="n")
    number
    return (number,)


@app.cell
def _(mo, number):
    mo.md(f"**{number.value}² = {number.value**2}**")
    return


if __name__ == "__main__":
    app.run()
