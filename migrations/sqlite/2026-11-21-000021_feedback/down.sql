DROP TABLE webhook_deliveries;
DROP TABLE webhooks;
DROP TABLE alert_steps;
DROP TABLE alerts;
DROP TABLE usage_codes;
DROP TABLE usage_counts;
DROP TABLE collector_reports;
