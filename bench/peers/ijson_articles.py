"""Reads the articles of `allMeSH_20xx.json` with ijson and writes the listed ones: the peer of `bench prepare`.

`python ijson_articles.py REQUEST`, which is JSON, as prepare/prepare-program.mjs takes it.
"""

import codecs
import json
import os
import resource
import sys
import time

import ijson


class Utf8:
    """A file whose bytes that are no UTF-8 are replaced: the parser stops at the first of them."""

    def __init__(self, file):
        self.file = file
        self.decoder = codecs.getincrementaldecoder("utf-8")("replace")

    def read(self, size):
        piece = self.file.read(size)
        return self.decoder.decode(piece, final=not piece).encode()


def lines_of(path):
    with open(path, encoding="utf-8") as file:
        return file.read().splitlines()


def main():
    options = json.loads(sys.argv[1])["options"]
    start = time.perf_counter()
    folder = options["folder"]
    os.makedirs(folder, exist_ok=True)
    known = set(lines_of(options["labels"]))
    files, split_of = {}, {}
    for split, path in options["lists"].items():
        files[split] = open(os.path.join(folder, f"{split}.jsonl"), "w", encoding="utf-8")
        for pmid in lines_of(path)[1:]:
            split_of[pmid] = split
    with open(options["articles"], "rb") as source:
        for article in ijson.items(Utf8(source), "articles.item", buf_size=256 * 1024):
            split = split_of.get(article["pmid"])
            if split is None:
                continue
            labels = sorted({label for label in article["meshMajor"] if label in known})
            text = f"{article['title']} {article['abstractText']}"
            example = {"id": article["pmid"], "text": text, "labels": labels}
            files[split].write(json.dumps(example, ensure_ascii=False, separators=(",", ":")) + "\n")
    for file in files.values():
        file.close()
    usage = resource.getrusage(resource.RUSAGE_SELF)
    print(
        json.dumps(
            {
                "seconds": time.perf_counter() - start,
                "cpuSeconds": usage.ru_utime + usage.ru_stime,
                "peakMiB": usage.ru_maxrss / 1024,
                "version": f"{ijson.__version__} ({ijson.backend_name})",
            }
        )
    )


main()
