"""Releases of known size to be served: made-up names that pack like real ones, 17 bytes a mapping with gzip."""

import os

# Words that mean nothing in medicine: names that contradict their target are left to a person, not to a bulk act.
WORDS = "青山 白河 长桥 石门 古道 平原 新城 东庄 西岭 南湖 北岸 松林 竹园 梅溪 兰亭 菊潭 荷塘 柳堤 桃坞 杏村 枫桥 桂岭 云台 雾谷 霜野 雪峰 月湾 星港".split()
KINDS = "书 信件 画册 记事 公文簿 账目单 图纸 地契 碑文 题字 邮票集 家谱 路牌 琴 乐谱 棋谱".split()
CONCEPTS = 100_000
BULK = 50_000  # the most rows of a bulk act
REQUEST = 5_000  # the most drafts of a request


def name(n):
    return WORDS[n % 7] + WORDS[n * 31 % len(WORDS)] + WORDS[n // 5 % len(WORDS)] + KINDS[n * 7 // 3 % len(KINDS)]


def target(n, turn=0):
    number = (n * 7919 + turn) % CONCEPTS
    return f"T{number:05}.{number % 10}"


def add_edition(service):
    """The standard that everything here is mapped to."""
    file_name = os.path.join(service.folder, "concepts.csv")
    with open(file_name, "w", encoding="utf-8") as file:
        file.write("code,name\n" + "".join(f"T{n:05}.{n % 10},{name(n)}\n" for n in range(CONCEPTS)))
    service.run("import", "edition", "--system", "bench", "--edition", "1", "--code", "code", "--name", "name",
                "--file", file_name, "--publish")


class Hospital:
    """So many rows, in dictionaries that one bulk act can take; every round maps all of them anew."""

    def __init__(self, service, organization, rows):
        self.service, self.organization, self.rows, self.turns = service, organization, rows, 0
        self.names = [f"d{number}" for number in range((rows + BULK - 1) // BULK)]

    def address(self, dictionary):
        return f"organizations/{self.organization}/dictionaries/his/{dictionary}"

    def codes(self, dictionary):
        first = self.names.index(dictionary) * BULK
        return range(first, min(first + BULK, self.rows))

    def load(self):
        for one in self.names:
            lines = "".join(f"L{n:06},{name(n)}\n" for n in self.codes(one))
            self.service.call("curator", "POST", f"{self.address(one)}/load?target=bench/1&code=code&name=name",
                              raw=f"code,name\n{lines}".encode())

    def approve(self, take=lambda step, act, *arguments: act(*arguments)):
        """Brings all mappings to where they can be published, with a target that they did not have before."""
        take("draft", self.draft)
        take("submit in bulk", self.bulk, "curator", "submit")
        take("approve in bulk", self.bulk, "reviewer", "approve")
        self.turns += 1

    def draft(self):
        for one in self.names:
            codes = list(self.codes(one))
            for start in range(0, len(codes), REQUEST):
                items = [self.item(n) for n in codes[start:start + REQUEST]]
                self.service.call("curator", "PUT", f"{self.address(one)}/mappings", {"items": items})

    def item(self, n):
        one = {"code": f"L{n:06}", "targets": [{"code": target(n, self.turns), "relationship": "equivalent"}],
               "justification": f"第 {self.turns + 1} 次编制"}
        # Draft, submit, approve and publish each make a version.
        return {**one, "version": self.turns * 4} if self.turns else one

    def bulk(self, who, act):
        for one in self.names:
            done = self.service.bulk(who, self.address(one), act)
            assert not done["refused_samples"], f"{act}: {done['refused_samples']}"

    def publish(self):
        """The number of the new release."""
        published = self.service.call("publisher", "POST", f"organizations/{self.organization}/releases", {"note": "bench"})
        assert published["changes"] == self.rows, published
        return published["number"] if "number" in published else published["release"]
