//! Every route of the service, in one table.

use super::access;
use super::audit;
use super::data_elements;
use super::dictionaries;
use super::editions;
use super::health;
use super::jobs;
use super::mappings;
use super::memory;
use super::organizations;
use super::registry;
use super::releases;
use super::snapshots;
use super::specifications;
use super::suggestions;
use super::validation;
use super::value_domains;
use super::work_list;
use utoipa_actix_web::scope;
use utoipa_actix_web::service_config::ServiceConfig;

/// Registers the routes; the same registration gives the OpenAPI document its paths.
pub fn configure(config: &mut ServiceConfig<'_>) {
    config.service(health::health).service(
        scope("/api/v1")
            .service(registry::list_code_systems)
            .service(registry::get_code_system)
            .service(registry::get_edition)
            .service(registry::list_concepts)
            .service(registry::get_concept)
            .service(editions::import_edition)
            .service(editions::publish_edition)
            .configure(specifications)
            .service(organizations::list_organizations)
            .service(organizations::add_organization)
            .service(organizations::get_organization)
            .service(organizations::list_source_systems)
            .service(dictionaries::list_dictionaries)
            .service(dictionaries::get_dictionary)
            .service(dictionaries::load_dictionary)
            .service(work_list::list_codes)
            .service(suggestions::suggest_term)
            .service(suggestions::suggest_dictionary)
            .service(jobs::get_job)
            .service(mappings::list_mappings)
            .service(mappings::draft_mappings)
            .service(mappings::step_mappings)
            .service(mappings::get_history)
            .service(releases::list_releases)
            .service(releases::publish_release)
            .service(releases::diff_releases)
            .service(releases::get_release)
            .service(memory::retract_release)
            .service(memory::get_sharing)
            .service(memory::set_sharing)
            .service(memory::get_memory)
            .service(snapshots::get_latest)
            .service(snapshots::get_manifest)
            .service(snapshots::get_body)
            .service(access::list_tokens)
            .service(access::create_token)
            .service(access::revoke_token)
            .service(audit::list_events),
    );
}

/// Routes on specifications, value domains and data elements.
fn specifications(config: &mut ServiceConfig<'_>) {
    config
        .service(specifications::list_specifications)
        .service(specifications::get_specification)
        .service(specifications::get_specification_table)
        .service(specifications::get_specification_field)
        .service(specifications::list_field_values)
        .service(specifications::import_specification)
        .service(specifications::publish_specification)
        .service(validation::validate_field)
        .service(validation::validate_items)
        .service(value_domains::list_value_domains)
        .service(value_domains::get_value_domain)
        .service(value_domains::list_permissible_values)
        .service(value_domains::list_value_domain_uses)
        .service(value_domains::list_edition_value_domains)
        .service(value_domains::register_value_domain)
        .service(value_domains::import_value_domains)
        .service(value_domains::fhir::get_value_set)
        .service(value_domains::fhir::register_value_set)
        .service(data_elements::list_data_elements)
        .service(data_elements::get_data_element)
        .service(data_elements::list_data_element_uses)
        .service(data_elements::register_data_element)
        .service(data_elements::import_data_elements);
}
