//! How help is delivered.

use crate::value_set::value_set;

value_set! {
    /// The way in which help reaches the citizen.
    DeliveryMode, "mode of delivery":
    /// Somebody comes.
    Visit = "visit", "besøg", "visit";
    /// By video.
    Screen = "screen", "skærmbesøg", "video visit";
    /// By telephone.
    Phone = "phone", "telefon", "telephone";
    /// Several citizens together.
    Group = "group", "gruppe", "group";
    /// By a robot, for example one that hands out medicine.
    Robot = "robot", "robot", "robot";
}
