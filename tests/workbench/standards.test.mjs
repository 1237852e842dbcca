// The pages of standards, collectors and administration in a real browser: `tests/workbench/run`.
import { after, before, test } from "node:test";
import * as administration from "./journeys/administration.mjs";
import * as registry from "./journeys/registry.mjs";
import { furnish } from "./support/district.mjs";
import { House, hasData } from "./support/house.mjs";
import { launch } from "./support/visitor.mjs";

const skip = hasData() ? false : "the real data is not at hand";
let house;
let browser;

before(async () => {
  if (skip) return;
  house = await House.open();
  browser = await launch();
  await furnish(house);
});

after(async () => {
  await browser?.close();
  await house?.close();
});

const story = (name, tell) => test(name, { skip, timeout: 200_000 }, () => tell(browser, house));

story("an auditor finds a concept", registry.findsAConcept);
story("an auditor compares editions", registry.comparesEditions);
story("a code goes through the years", registry.goesThroughTheYears);
story("a specification is drilled down", registry.drillsDown);
story("roles see their pages of administration", administration.rolesSeeTheirs);
story("axe-core finds nothing serious on these pages", administration.nothingSerious);
story("alerts are acknowledged, resolved and opened again", administration.handlesAlerts);
story("collectors are watched and held", administration.watchesCollectors);
story("the administrator lets somebody in", administration.letsSomebodyIn);
story("tokens are made, rotated and revoked", administration.keepsTokens);
story("an organization is registered", administration.registersAnOrganization);
story("an auditor searches the log", administration.searchesTheLog);
