"""
Turn public data sets of news into files of JSON lines that labels can speak of.

    python bench/public_texts.py CLONES OUT

CLONES holds a git directory for each repository below, named "owner+name" (with ".git" or "repo"
inside, or itself one), checked out or bare. OUT gets one file each: source_id, title and text of
every piece, in the order of the repository. bench/labels/public says which commits were labelled.
"""

import argparse
import csv
import html
import io
import json
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

Piece = tuple[str, str, str]


def main() -> int:
    """Write the files and say how many pieces each has."""
    parser = argparse.ArgumentParser(description="Take news out of public data sets.")
    parser.add_argument("clones", type=Path)
    parser.add_argument("out", type=Path)
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    for name, (repository, folder, pieces) in SETS.items():
        files = contents(options.clones, repository, folder)
        count = write(options.out / f"{name}.jsonl", pieces(files))
        print(f"{name}: {count} pieces of {repository}")
    return 0


def contents(clones: Path, repository: str, folder: str) -> Iterator[tuple[str, str]]:
    """Yield path and text of the files below *folder* at the repository's newest commit."""
    clone = clones / repository.replace("/", "+")
    git = next(p for p in (clone / "repo" / ".git", clone / "repo", clone / ".git", clone)
               if (p / "HEAD").exists())  # fmt: skip
    listed = run(git, "ls-tree", "-r", "-z", "--name-only", "HEAD", folder).decode().split("\0")
    for path in filter(None, listed):
        try:
            yield from unpacked(path, run(git, "cat-file", "blob", f"HEAD:{path}"))
        except subprocess.CalledProcessError:
            continue  # a copy may lack its largest files


def unpacked(path: str, data: bytes) -> Iterator[tuple[str, str]]:
    """Yield a file's path and text, or those of the files in an archive."""
    if path.endswith(".zip"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for name in archive.namelist():
                yield name, archive.read(name).decode("utf-8-sig", "replace")
    else:
        yield path, data.decode("utf-8-sig", "replace")


def run(git: Path, *arguments: str) -> bytes:
    """Return what git says."""
    asked = ["git", "-C", str(git), *arguments]
    return subprocess.run(asked, capture_output=True, check=True).stdout


def write(file: Path, pieces: Iterator[Piece]) -> int:
    """Write *pieces* to *file* and return how many they were."""
    count = 0
    with file.open("w", encoding="utf-8") as handle:
        for source_id, title, text in pieces:
            record = {"source_id": source_id, "title": title, "text": text}
            handle.write(json.dumps(record, ensure_ascii=False) + "\n")
            count += 1
    return count


def four_lines(files: Iterator[tuple[str, str]]) -> Iterator[Piece]:
    """Cut a file of one sentence a line into pieces of four."""
    for _, text in files:
        lines = text.split("\n")
        for start in range(0, len(lines), 4):
            yield f"{start + 1}-{start + 4}", "", "\n".join(lines[start : start + 4])


def headed(files: Iterator[tuple[str, str]]) -> Iterator[Piece]:
    """Take each text file for an article under its first line."""
    for path, text in files:
        if path.endswith(".txt"):
            title, _, rest = text.partition("\n")
            yield path.partition("/")[2], title.strip(), rest.strip()


def headlines(files: Iterator[tuple[str, str]]) -> Iterator[Piece]:
    """Take the titles of a table that has nothing else."""
    for _, text in files:
        for row in csv.DictReader(io.StringIO(text)):
            yield row["id"], row["title"], ""


def leads(files: Iterator[tuple[str, str]]) -> Iterator[Piece]:
    """Take title and lead of each row of a table without a heading; markup left out."""
    for _, table in files:
        for number, (_, title, lead) in enumerate(csv.reader(io.StringIO(table))):
            text = html.unescape(lead.replace("\\", " ").replace(" #", "&#"))
            yield str(number), title, " ".join(re.sub(r"<[^>]+>", " ", text).split())


def posts(files: Iterator[tuple[str, str]]) -> Iterator[Piece]:
    """Take the messages of each channel."""
    for path, text in files:
        if path.endswith(".json"):
            channel = PurePosixPath(path).name.split("_")[0]
            for message in json.loads(text):
                if message.get("text"):
                    yield f"{channel}/{message['message_id']}", "", message["text"]


def items(files: Iterator[tuple[str, str]]) -> Iterator[Piece]:
    """Take title and description of each feed item, once for each link."""
    seen = set()
    for _, text in files:
        for line in text.splitlines():
            fields = json.loads(line)["properties"]
            link, title, words = (plain(fields, n) for n in ("link", "title", "description"))
            if title and link not in seen:
                seen.add(link)
                yield link, title, words


def plain(fields: dict[str, dict[str, str]], name: str) -> str:
    """Return a field without its markup."""
    value = html.unescape(fields.get(name, {}).get("stringValue", ""))
    return " ".join(re.sub(r"<[^>]+>", " ", value).split())


def tagged(files: Iterator[tuple[str, str]]) -> Iterator[Piece]:
    """Take articles with their parts in tags."""
    for path, text in files:
        if path.endswith(".txt"):
            title, abstract, body = (part(text, tag) for tag in ("TITLE", "ABSTRACT", "TEXT"))
            yield path, title, f"{abstract}\n{body}".strip()


def part(text: str, tag: str) -> str:
    """Return what stands in *tag*."""
    found = re.search(f"<{tag}>(.*?)</{tag}>", text, re.DOTALL)
    return found[1].strip() if found else ""


def paragraphs(files: Iterator[tuple[str, str]]) -> Iterator[Piece]:
    """Take the paragraphs of pages in Markdown, without links and marks."""
    for path, text in files:
        if not path.endswith(".md"):
            continue
        body = text.split("---", 2)[-1]
        body = re.sub(r"!\[[^\]]*\]\([^)]*\)|\[\[[^\]]*\]\]\([^)]*\)", "", body)
        body = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", body)
        body = re.sub(r"[*_]{2,}|\[\d+\]|\\", "", body)
        for number, block in enumerate(body.split("\n\n")):
            said = " ".join(block.split())
            if 150 < len(said) < 1500 and not said.startswith(("#", "|", "- ")):
                yield f"{path.removeprefix('src/content/blog/')}#{number}", "", said


def newspapers(files: Iterator[tuple[str, str]]) -> Iterator[Piece]:
    """Take the articles of each day, once for each address."""
    seen = set()
    for path, text in files:
        for article in json.loads(text) if path.endswith(".json") else []:
            if article["url"] not in seen:
                seen.add(article["url"])
                yield article["url"], article["title"], article["content"].strip()


def tokens(files: Iterator[tuple[str, str]]) -> Iterator[Piece]:
    """Put together the sentences of files with one word a line."""
    for path, text in files:
        for number, block in enumerate(text.split("\n\n")):
            words = [line.split("\t")[1] for line in block.split("\n") if "\t" in line]
            yield f"{PurePosixPath(path).stem}/{number}", "", " ".join(words)


SETS = {
    "interdialect-ku": (
        "KurdishBLARK/InterdialectCorpus", "CKB-KMR/CKB-KMR_kmr_no_tag.txt", four_lines
    ),
    "nerel-ru": ("nerel-ds/NEREL", "NEREL-v1.1", headed),
    "telegram-ru": ("NKTKLN/telegram-news-classifier", "data/raw", posts),
    "interdialect-ku-2": (
        "KurdishBLARK/InterdialectCorpus", "KMR-ENG/KMR-ENG.KMR_no_tag.txt", four_lines
    ),
    "agnews-en": ("mhjabreel/CharCnn_Keras", "data/ag_news_csv/test.csv", leads),
    "headlines-tr": (
        "merttezcan/clickbait-detection-turkish-news", "data/20000_turkish_news_title.csv",
        headlines,
    ),
    "news-tr": (
        "selimfirat/turkish-news-analytics", "sentiment-classification-mapreduce/news.json", items
    ),
    "antcorpus-ar": ("antcorpus/antcorpus.data", ".", tagged),
    "saudinews-ar": ("inparallel/SaudiNewsNet", "dataset", newspapers),
    "wikineural-ru": ("Babelscape/wikineural", "data/wikineural/ru", tokens),
    "wikipedia-en": ("front-lines-org/website", "src/content", paragraphs),
}  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
