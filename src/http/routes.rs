//! Every route of the service, in one table: of the server, of its interface document, and of what each address takes.

mod operation;
mod register;

use super::access::organizations;
use super::access::tokens;
use super::audit::events;
use super::curation::assignments;
use super::curation::bindings;
use super::curation::bulk;
use super::curation::code_notes;
use super::curation::comparison;
use super::curation::coverage;
use super::curation::dictionaries;
use super::curation::double_blind;
use super::curation::mapping_files;
use super::curation::mappings;
use super::curation::memory;
use super::curation::policies;
use super::curation::reuse;
use super::curation::samples;
use super::curation::sides;
use super::curation::suggestions;
use super::curation::upgrades;
use super::curation::work_lines;
use super::curation::work_list;
use super::curation::work_list_file;
use super::described::Described;
use super::distribution::explanation;
use super::distribution::pointers;
use super::distribution::releases;
use super::distribution::snapshots;
use super::distribution::translation;
use super::distribution::watch;
use super::health;
use super::jobs;
use super::registry::authorities;
use super::registry::code_systems;
use super::registry::concept_maps;
use super::registry::data_elements;
use super::registry::delegations;
use super::registry::divisions;
use super::registry::edition_diff;
use super::registry::edition_life;
use super::registry::editions;
use super::registry::exchange;
use super::registry::in_force;
use super::registry::kinds;
use super::registry::lint;
use super::registry::reading;
use super::registry::registrations;
use super::registry::specifications;
use super::registry::successions;
use super::registry::validation;
use super::registry::value_domains;
use super::rendering::nothing_here;
use actix_web::web;
use register::Register;
use utoipa_actix_web::scope;
use utoipa_actix_web::service_config::ServiceConfig;

/// Where mappings go out.
const EXPORT: &str = "/organizations/{organization}/dictionaries/{source}/{name}/mappings/export";

/// Where the interface is.
const BASE: &str = "/api/v1";

/// Registers the routes with a server.
pub fn serve(server: &mut web::ServiceConfig) {
    for_machines(server);
    server.service(web::scope(BASE).configure(interface));
}

/// Registers the routes with a server and its interface document.
pub fn document(config: &mut ServiceConfig<'_>) {
    for_machines(config);
    config.service(scope(BASE).configure(|config: &mut ServiceConfig<'_>| interface(config)));
}

/// Which addresses there are, and what each takes.
pub fn described() -> Described {
    let mut described = Described::default();
    for_machines(&mut described.below(""));
    interface(&mut described.below(BASE));
    described
}

/// Routes for whoever watches the process.
fn for_machines(config: &mut impl Register) {
    config.service(health::health).service(health::ready);
}

/// Everything else. Routes are tried one after another: those that thousands of collectors ask for come first.
fn interface(config: &mut impl Register) {
    snapshots(config);
    translations(config);
    standards(config);
    concept_maps_and_kinds(config);
    specifications(config);
    exchanges(config);
    hospitals(config);
    work_and_reuse(config);
    work_list_files(config);
    people(config);
    successions(config);
    bulk_acts(config);
    figures(config);
    upgrades(config);
    double_blind_review(config);
    workbench(config);
    operation::offers(config);
    operation::audit_log(config);
    operation::sessions(config);
    operation::other_sign_in(config);
    operation::grid(config);
    operation::feedback(config);
    operation::uploads(config);
}

/// Routes for collectors.
fn snapshots(config: &mut impl Register) {
    config
        .service(pointers::get_pointer)
        .service(snapshots::get_latest)
        .service(snapshots::get_manifest)
        .service(snapshots::get_body)
        .service(pointers::get_delta)
        .service(pointers::get_keys)
        .service(watch::watch_snapshots)
        .service(watch::stream_snapshots)
        .service(watch::get_feed);
}

/// Routes on code systems, editions and what authorities say of them.
fn standards(config: &mut impl Register) {
    config
        .service(reading::list_code_systems)
        .service(reading::get_code_system)
        .service(reading::get_edition)
        .service(reading::list_concepts)
        .service(reading::get_concept)
        .service(editions::import_edition)
        .service(editions::publish_edition)
        .service(exchange::export_edition)
        .service(exchange::list_profiles)
        .service(edition_life::describe_edition)
        .service(edition_life::submit_edition)
        .service(edition_life::return_edition)
        .service(edition_life::retire_edition)
        .service(edition_life::list_edition_steps)
        .service(edition_diff::diff_editions)
        .service(in_force::list_editions)
        .service(in_force::get_concept_as_of)
        .service(code_systems::register_code_system)
        .service(authorities::list_authorities)
        .service(authorities::add_authority)
        .service(registrations::list_system_registrations)
        .service(registrations::register_system)
        .service(registrations::list_edition_registrations)
        .service(registrations::register_edition);
}

/// Routes on kinds of code systems, findings, and maps between standards.
fn concept_maps_and_kinds(config: &mut impl Register) {
    config
        .service(concept_maps::list_concept_maps)
        .service(concept_maps::add_concept_map)
        .service(concept_maps::compose_concept_maps)
        .service(concept_maps::get_concept_map)
        .service(concept_maps::diff_concept_map)
        .service(concept_maps::import_concept_map)
        .service(concept_maps::publish_concept_map)
        .service(concept_maps::keep_composed_map)
        .service(concept_maps::list_concept_map_rows)
        .service(concept_maps::translate)
        .service(concept_maps::get_concept_map_losses)
        .service(concept_maps::export_concept_map)
        .service(lint::list_findings)
        .service(kinds::list_kinds)
        .service(kinds::get_kind)
        .service(kinds::register_kind)
        .service(kinds::check_code);
}

/// Routes on organizations: their dictionaries, mappings, and releases.
fn hospitals(config: &mut impl Register) {
    config
        .service(organizations::list_organizations)
        .service(organizations::add_organization)
        .service(organizations::get_organization)
        .service(organizations::list_source_systems)
        .service(dictionaries::list_dictionaries)
        .service(dictionaries::get_dictionary)
        .service(dictionaries::load_dictionary)
        .service(sides::add_side)
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
        .service(memory::get_memory);
}

/// Routes on who works on what, notes, and the re-use of mappings.
fn work_and_reuse(config: &mut impl Register) {
    config
        .service(code_notes::add_note)
        .service(code_notes::list_notes)
        .service(assignments::assign)
        .service(assignments::list_assignments)
        .service(reuse::set_reuse)
        .service(reuse::get_reuse)
        .service(reuse::adopt)
        .service(reuse::list_withdrawn)
        .service(reuse::copy);
}

/// Routes on work lists as files.
fn work_list_files(config: &mut impl Register) {
    config
        .service(work_list_file::export_work_list)
        .service(work_list_file::import_work_list);
}

/// Routes on tokens and the audit log.
fn people(config: &mut impl Register) {
    config
        .service(tokens::list_tokens)
        .service(tokens::create_token)
        .service(tokens::revoke_token)
        .service(events::list_events);
}

/// Routes on what became of codes, and who may change a subtree.
fn successions(config: &mut impl Register) {
    config
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
        .service(delegations::decide_proposals);
}

/// Routes on specifications, value domains and data elements.
fn specifications(config: &mut impl Register) {
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
        .service(data_elements::import_data_elements)
        .service(exchange::catalogue::export_specification)
        .service(exchange::catalogue::export_value_domains)
        .service(exchange::catalogue::export_data_elements)
        .service(exchange::catalogue::export_succession);
}

/// Routes on bulk acts, review policies and samples.
fn bulk_acts(config: &mut impl Register) {
    config
        .service(bulk::run_bulk)
        .service(bulk::list_bulk_acts)
        .service(bulk::list_bulk_rows)
        .service(bulk::undo_bulk)
        .service(policies::get_policy)
        .service(policies::set_policy)
        .service(samples::list_samples)
        .service(samples::draw_sample)
        .service(samples::get_sample)
        .service(samples::judge_sample);
}

/// Routes on what two makers decide without seeing each other.
fn double_blind_review(config: &mut impl Register) {
    config
        .service(double_blind::propose_mappings)
        .service(double_blind::list_proposals)
        .service(double_blind::resolve_proposals)
        .service(double_blind::get_agreement);
}

/// Routes on mappings as files, on what differs between hospitals, and on why a record was coded so. They come before those
/// of [`hospitals`], whose `mappings/{step}` would take `mappings/import` for a step.
fn exchanges(config: &mut impl Register) {
    config
        .service(explanation::explain_code)
        .service(comparison::compare_releases)
        .service(mapping_files::export_mappings)
        .service(mapping_files::list_mapping_losses)
        .service(mapping_files::import_mappings)
        // `POST …/mappings/export` is no step either.
        .route(EXPORT, web::post().to(nothing_here));
}

/// Routes on coverage, and on what its figures are put together by.
fn figures(config: &mut impl Register) {
    config
        .service(bindings::bind_dictionary)
        .service(bindings::get_bindings)
        .service(bindings::set_campus)
        .service(bindings::get_campus)
        .service(coverage::get_coverage)
        .service(coverage::get_scope_coverage)
        .service(coverage::cut_coverage)
        .service(coverage::list_coverage_reports)
        .service(coverage::get_coverage_report);
}

/// Routes on upgrades of a standard.
fn upgrades(config: &mut impl Register) {
    config
        .service(upgrades::get_edition_impact)
        .service(upgrades::list_upgrade_rows)
        .service(upgrades::apply_upgrade)
        .service(upgrades::carry_over_upgrade)
        .service(upgrades::approve_carry_over);
}

/// Routes on what local codes mean by a release.
fn translations(config: &mut impl Register) {
    config
        .service(translation::translate_codes)
        .service(translation::translate_back)
        .service(translation::translate_file);
}

/// Routes for long lists on a page.
fn workbench(config: &mut impl Register) {
    config.service(work_lines::list_lines);
}
