"""Extract a folder of documents on Spark: the rows of one run of `rapporteur` over it, in parts.

    python extract.py FOLDER OUT

`FOLDER`, with its sub-folders, holds PDFs and web pages; every worker sees it under the same path. `OUT` gets a folder
of part files for each table, `OUT/communications.jsonl` and so on.

SPARK_REMOTE         the address of a Spark Connect server, such as sc://host:15002; without it, and without
                     spark-submit, a server of Sail is started in this process
RAPPORTEUR_BIN       the program, on every machine [default: `rapporteur` on the PATH]
RAPPORTEUR_CHUNK     documents for one start of the program [default: 256]
RAYON_NUM_THREADS    threads of one start [default: 1: the engine keeps the other cores busy]
"""

import os
import shutil
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path

import pyarrow as pa
from pyspark.sql import SparkSession

TABLES = ["communications", "observations", "documents", "rejects", "diagnostics"]
# The name of a row's table, and the row: a line of JSON.
ROWS = "table string, line string"
# Bytes of lines in one batch of Arrow.
BATCH_BYTES = 8 * 1024 * 1024
# What is said of a start that failed.
SAID_BYTES = 2000


def main() -> int:
    if len(sys.argv) != 3:
        print("usage: extract.py FOLDER OUT", file=sys.stderr)
        return 2
    folder, out = Path(sys.argv[1]).absolute(), sys.argv[2].rstrip("/")
    out = out if "://" in out else str(Path(out).absolute())
    program = os.environ.get("RAPPORTEUR_BIN", "rapporteur")
    chunk = int(os.environ.get("RAPPORTEUR_CHUNK", "256"))
    try:
        listed = subprocess.run([program, "init", "--list", "--quiet", str(folder)], stdout=subprocess.PIPE)
    except OSError as error:
        print(f"{program}: {error.strerror}: set RAPPORTEUR_BIN", file=sys.stderr)
        return 2
    if listed.returncode not in (0, 1) or not listed.stdout:
        # It has said why.
        return listed.returncode
    # As `rapporteur` writes and reads them: parted by NUL where a name has a line end in it.
    end = b"\0" if b"\0" in listed.stdout else b"\n"
    names = [name for name in listed.stdout.split(end) if name]
    chunks = [end.join(names[at : at + chunk]) for at in range(0, len(names), chunk)]
    with session() as spark:
        extract(spark, chunks, out, program)
    print(f"{out}: {len(names)} documents in {len(chunks)} chunks", file=sys.stderr)
    # 1 where something could not be looked into, as in a run.
    return listed.returncode


def extract(spark: SparkSession, chunks: list[bytes], out: str, program: str) -> None:
    """All tables of these lists of documents, each document read once."""
    lists = pa.table({"chunk": pa.array(range(len(chunks)), pa.int64()), "names": pa.array(chunks, pa.binary())})
    work = spark.createDataFrame(lists).repartition(max(1, len(chunks)))
    threads = os.environ.get("RAYON_NUM_THREADS", "1")

    # Nothing but its arguments and what it imports itself: it is sent to the workers as it is.
    def rows(batches):
        for batch in batches:
            for number, names in zip(batch.column(0).to_pylist(), batch.column(1).to_pylist()):
                yield from of_chunk(program, threads, number, names)

    # One pass over the documents; what follows only parts their rows.
    staged = f"{out}/rows.parquet"
    work.mapInArrow(rows, ROWS).write.mode("overwrite").parquet(staged)
    staged_rows = spark.read.schema(ROWS).parquet(staged)
    for table in TABLES:
        of_table = staged_rows.where(staged_rows.table == table).select("line")
        of_table.write.mode("overwrite").text(f"{out}/{table}.jsonl")
    shutil.rmtree(staged, ignore_errors=True)


def of_chunk(program: str, threads: str, chunk: int, names: bytes):
    """The rows of a list of documents, as batches of Arrow; a failed start is an error, so that the engine tries again."""
    documents = len([name for name in names.split(b"\0" if b"\0" in names else b"\n") if name])
    command = [program, "extract", "--quiet", "--files-from", "-", "--with-ids", "--table", "all", "--refusals-are-rows"]
    environment = {**os.environ, "RAYON_NUM_THREADS": threads}
    # Files, not pipes: neither side can wait for the other.
    with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as said:
        given.write(names)
        given.seek(0)
        with subprocess.Popen(command, stdin=given, stdout=subprocess.PIPE, stderr=said, env=environment) as ran:
            tables, lines, held = [], [], 0
            try:
                for line in ran.stdout:
                    table, row = parted(line)
                    documents -= table == "documents"
                    tables.append(table)
                    lines.append(row)
                    held += len(row)
                    if held >= BATCH_BYTES:
                        yield pa.RecordBatch.from_pydict({"table": tables, "line": lines})
                        tables, lines, held = [], [], 0
            except BaseException:
                # Also where the engine does not want the rest.
                ran.kill()
                raise
        # 1: documents fall short, and their rows say so.
        if ran.returncode not in (0, 1) or documents != 0:
            said.seek(0)
            told = said.read()[-SAID_BYTES:].decode(errors="replace")
            lacks = f", and {documents} documents have no row" if documents else ""
            raise RuntimeError(f"chunk {chunk}: {program} ended with {ran.returncode}{lacks}: {told}")
        if lines:
            yield pa.RecordBatch.from_pydict({"table": tables, "line": lines})


def parted(line: bytes) -> tuple[str, str]:
    """The table and the row of `{"table":"documents","row":{…}}`, the row byte for byte."""
    table, row = line.decode().rstrip("\n").removeprefix('{"table":"').split('","row":', 1)
    return table, row.removesuffix("}")


@contextmanager
def session():
    """Spark where SPARK_REMOTE says or spark-submit runs, or Sail in this process."""
    remote = os.environ.get("SPARK_REMOTE")
    if remote or "PYSPARK_GATEWAY_PORT" in os.environ:
        builder = SparkSession.builder
        yield (builder.remote(remote) if remote else builder).getOrCreate()
        return
    from pysail.spark import SparkConnectServer

    server = SparkConnectServer(ip="127.0.0.1", port=0)
    server.start(background=True)
    _, port = server.listening_address
    spark = SparkSession.builder.remote(f"sc://127.0.0.1:{port}").getOrCreate()
    try:
        yield spark
    finally:
        spark.stop()
        server.stop()


if __name__ == "__main__":
    sys.exit(main())
