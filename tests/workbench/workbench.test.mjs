// The workbench in a real browser, against the program itself: `tests/workbench/run`.
import { after, before, test } from "node:test";
import { House, diagnoses, hasData } from "./support/house.mjs";
import { launch } from "./support/visitor.mjs";
import * as curator from "./journeys/curator.mjs";
import * as everybody from "./journeys/everybody.mjs";
import * as releases from "./journeys/releases.mjs";
import * as reviewer from "./journeys/reviewer.mjs";
import * as together from "./journeys/together.mjs";

const skip = hasData() ? false : "the real data is not at hand";
let house;
let browser;
let rows = 0;

before(async () => {
  if (skip) return;
  house = await House.open();
  browser = await launch();
  const all = await diagnoses();
  rows = all.length;
  await house.load("disease", all);
  await house.load("top", all.slice(0, 320));
  await house.load("small", all.slice(400, 440));
  await house.load("pair", all.slice(500, 530));
  await house.load("hostile", everybody.HOSTILE);
  await house.suggest("top");
  await house.suggest("small");
});

after(async () => {
  await browser?.close();
  await house?.close();
});

const story = (name, tell) => test(name, { skip, timeout: 400_000 }, () => tell(browser, house, rows));

story("a curator maps two hundred rows by keyboard", curator.mapsTwoHundredRows);
story("a curator uses every key", curator.usesEveryKey);
story("a curator finds a local code", curator.findsALocalCode);
story("a curator acts in bulk and undoes it", curator.actsInBulk);
story("a reviewer approves and returns", reviewer.approvesAndReturns);
story("a reviewer judges a sample", reviewer.judgesASample);
story("two curators see each other", together.seeEachOther);
story("nothing is lost when the server dies", together.loseNothing);
story("what was not written survives a reload", together.surviveAReload);
story("what is refused comes back", together.tellsWhatIsRefused);
story("a curator uploads a file and maps it", releases.uploadsAndMaps);
story("a curator sees what a load changes", releases.seesWhatALoadChanges);
story("a publisher publishes once", releases.publishes);
story("a publisher publishes what was seen", releases.publishesWhatWasSeen);
story("an auditor compares releases", releases.compares);
story("a publisher rolls back", releases.rollsBack);
story("overview and weekly report say what the API says", releases.reportsFigures);
story("pages offer only what one may", releases.offersOnlyWhatOneMay);
story("hostile names stay text in releases", (browser, house) => releases.hostileNamesStayTextHere(browser, house, everybody.HOSTILE));
story("hostile names stay text", everybody.hostileNamesStayText);
story("the first page is small and strict", everybody.firstPageIsSmall);
story("a list of thirty thousand rows scrolls", everybody.longListsScroll);
story("roles see their pages only", everybody.rolesSeeTheirPages);
story("axe-core finds nothing serious", everybody.nothingSeriousInTheWay);
story("everything is there in English", everybody.speaksEnglish);
