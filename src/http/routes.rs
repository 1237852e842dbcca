//! Every route of the service, in one table.

use super::access;
use super::audit;
use super::delegations;
use super::dictionaries;
use super::divisions;
use super::editions;
use super::health;
use super::jobs;
use super::mappings;
use super::memory;
use super::organizations;
use super::registry;
use super::releases;
use super::snapshots;
use super::successions;
use super::suggestions;
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
            .service(audit::list_events)
            .service(successions::list_successions)
            .service(successions::import_succession)
            .service(successions::publish_succession)
            .service(successions::get_succession)
            .service(successions::ask_successions)
            .service(successions::get_succession_history)
            .service(successions::get_succession_origins)
            .service(divisions::get_tree)
            .service(divisions::compare_divisions)
            .service(delegations::list_delegations)
            .service(delegations::delegate_subtree)
            .service(delegations::revoke_delegation)
            .service(delegations::list_proposals)
            .service(delegations::propose_change)
            .service(delegations::decide_proposals),
    );
}
