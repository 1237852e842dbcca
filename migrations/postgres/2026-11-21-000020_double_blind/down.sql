DROP TABLE blind_proposals;
