ALTER TABLE account_grants DROP COLUMN lines;
ALTER TABLE account_grants DROP COLUMN tiers;
ALTER TABLE account_grants DROP COLUMN division;
DROP TABLE grid_words;
DROP TABLE organization_lines;
DROP INDEX organizations_by_tier;
DROP INDEX organizations_by_division;
ALTER TABLE organizations DROP COLUMN tier;
ALTER TABLE organizations DROP COLUMN division;
