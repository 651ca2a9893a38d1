//! Amounts of products in periods, as products of factors.

use clap::{Args, ValueEnum};

use super::FileArgs;

/// Where products stand in a file.
#[derive(Debug, Args)]
pub struct ProductArgs {
    #[command(flatten)]
    pub file: FileArgs,
    /// Column of the datasets a row belongs to [default: dataset, where the file has it].
    #[arg(long)]
    pub dataset: Option<String>,
    /// Column of the periods.
    #[arg(long, default_value = "period")]
    pub period: String,
    /// Take the periods for names, in the order of the file.
    #[arg(long)]
    pub in_order: bool,
    /// Column of the products.
    #[arg(long, default_value = "product")]
    pub product: String,
    /// Column of the prices.
    #[arg(long, default_value = "price")]
    pub price: String,
    /// Column of the quantities.
    #[arg(long, default_value = "quantity")]
    pub quantity: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum MethodArg {
    Bennet,
    Lmdi,
    Shapley,
}

impl MethodArg {
    /// `bennet`, `lmdi` or `shapley`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Bennet => "bennet",
            Self::Lmdi => "lmdi",
            Self::Shapley => "shapley",
        }
    }
}

#[derive(Debug, Args)]
pub struct BridgeArgs {
    #[command(flatten)]
    pub products: ProductArgs,
    /// Columns of the factors that an amount is the product of, instead of price and quantity.
    #[arg(long, value_delimiter = ',')]
    pub factors: Vec<String>,
    /// How the change is put down to them [default: bennet of price and quantity, lmdi of --factors].
    #[arg(long, value_enum)]
    pub method: Option<MethodArg>,
}

#[derive(Debug, Args)]
pub struct IndexArgs {
    #[command(flatten)]
    pub products: ProductArgs,
}
