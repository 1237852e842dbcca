//! The account of the service on PostgreSQL needs its own database and nothing more.

use crate::support::database::Engine;
use crate::support::service::surroundings;
use zhiyu::id::AccountId;
use zhiyu::id::OrganizationId;
use zhiyu::service::Service;
use zhiyu::service::access::organizations::NewOrganization;
use zhiyu::storage::Target;
use zhiyu::storage::migrate;

#[test]
fn the_owner_of_one_database_runs_the_service() {
    let Some(engine) = Engine::postgres() else { return };
    let Engine::Postgres(cluster) = engine else { return };
    let database = engine.empty();
    let (name, role) = (database.name(), "zhiyu_plain");
    database.stranger().execute_all(&[
        &format!("CREATE ROLE {role} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS"),
        &format!("ALTER DATABASE {name} OWNER TO {role}"),
    ]);
    let url = cluster.url(name).replace("user=postgres", &format!("user={role}"));
    assert!(url.contains(role), "{url}");
    let target = Target::Postgres(url);
    migrate::up(&target).unwrap();
    let service = Service::open(database.folder(), target, surroundings()).unwrap();
    let operator = Service::operator(AccountId::new("operator").unwrap());
    let new = NewOrganization {
        id: OrganizationId::new("H1").unwrap(),
        name: "第一医院".to_owned(),
        uscc: None,
        place: zhiyu::access::area::Place::default(),
    };
    service.add_organization(&operator, &new).unwrap();
    service.first_security_administrator(&operator).unwrap().unwrap();
    let holds = "SELECT rolname::text AS value FROM pg_roles WHERE rolname = 'zhiyu_plain'
        AND NOT (rolsuper OR rolcreatedb OR rolcreaterole OR rolreplication OR rolbypassrls)";
    assert_eq!(database.stranger().texts(holds), [role]);
    let owners = "SELECT DISTINCT tableowner::text AS value FROM pg_tables WHERE schemaname = 'public'";
    assert_eq!(
        database.stranger().texts(owners),
        [role],
        "it made and owns every table"
    );
}
