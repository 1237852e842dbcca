-- The grid 网格: where an organization stands, and the part of the grid for which a grant is good.
-- `division`: GB/T 2260 and its 9 and 12 digit extensions, in the one spelling of each unit, so that a subtree is a range.
ALTER TABLE organizations ADD COLUMN division TEXT COLLATE "C";
ALTER TABLE organizations ADD COLUMN tier TEXT COLLATE "C";
CREATE INDEX organizations_by_division ON organizations (division, tier);
CREATE INDEX organizations_by_tier ON organizations (tier);
CREATE TABLE organization_lines (
    organization_id TEXT COLLATE "C" NOT NULL REFERENCES organizations (id),
    line TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (organization_id, line)
);
CREATE INDEX organization_lines_by_line ON organization_lines (line, organization_id);

-- The words of the grid: `axis` is tiers or lines.
CREATE TABLE grid_words (
    axis TEXT COLLATE "C" NOT NULL,
    id TEXT COLLATE "C" NOT NULL,
    zh TEXT NOT NULL,
    en TEXT NOT NULL,
    rank BIGINT NOT NULL,
    PRIMARY KEY (axis, id)
);
INSERT INTO grid_words (axis, id, zh, en, rank) VALUES
    ('tiers', 'province', '省', 'province', 1),
    ('tiers', 'prefecture', '市', 'prefecture', 2),
    ('tiers', 'county', '县', 'county', 3),
    ('tiers', 'township', '乡', 'township', 4),
    ('tiers', 'village', '村', 'village', 5),
    ('lines', 'administration', '行政', 'administration', 1),
    ('lines', 'medical', '医疗', 'medical care', 2),
    ('lines', 'disease-control', '疾控', 'disease control', 3),
    ('lines', 'maternal-child', '妇幼', 'maternal and child health', 4),
    ('lines', 'supervision', '卫监', 'health supervision', 5),
    ('lines', 'emergency', '急救', 'emergency care', 6),
    ('lines', 'blood', '血站', 'blood services', 7);

-- A grant narrowed to a subtree of divisions, to tiers, to lines (words with commas; empty is all).
ALTER TABLE account_grants ADD COLUMN division TEXT COLLATE "C";
ALTER TABLE account_grants ADD COLUMN tiers TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE account_grants ADD COLUMN lines TEXT COLLATE "C" NOT NULL DEFAULT '';
