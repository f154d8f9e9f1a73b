//! placeholder
use super::error::ScenarioError;
use super::quantity::Keyed;
use super::world_keys::{CommunityKeys, Scenario};
/// placeholder
/// # Errors
/// none
pub fn read(_: &str, _: &[u8], _: &Scenario) -> Result<Keyed<CommunityKeys>, ScenarioError> {
    Ok(Keyed::default())
}
