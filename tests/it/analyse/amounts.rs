//! Changes of amounts and of prices.

use serde_json::{Value, json};

use super::{File, near};

/// Three services in two years: one falls in price, one is new, one has ceased.
const SPENDING: &str = "dataset,period,product,price,quantity\nX,2017,care,5,10\nX,2018,care,4,12\nX,2018,new,2.5,3\nX,2017,old,7,1\n";

#[test]
fn change_of_prices_and_quantities() {
    let found = File::new(SPENDING).item("bridge", &[]);
    // 10 at 5 become 12 at 4: −11 by price and 9 by quantity (Bennet); 7.5 is new, 7 has ceased.
    assert_eq!(
        (&found["dataset"], &found["from"], &found["to"]),
        (&json!("X"), &json!("2017"), &json!("2018"))
    );
    assert_eq!(found["parts"], json!({"price": -11.0, "quantity": 9.0}));
    assert_eq!(
        (&found["new"], &found["ceased"], &found["change"]),
        (&json!(7.5), &json!(7.0), &json!(-1.5))
    );
    let products: Vec<&Value> = found["products"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| &one["product"])
        .collect();
    assert_eq!(products, ["care", "new", "old"]);
    assert_eq!(
        found["products"][1]["parts"],
        json!({"price": 0.0, "quantity": 0.0})
    );
    assert_eq!(found["products"][0]["change"], -2.0);
}

#[test]
fn change_of_spending_by_three_factors() {
    // METHODS: in millions of kroner 3.629, −6.130 and −11.959, and exactly the change of −14.46 together.
    let file = File::new(concat!(
        "period,product,population,share,cost\n",
        "before,home,50000,0.0120,620000\n",
        "after,home,50500,0.0118,600000\n",
    ));
    let options = ["--factors", "population,share,cost"];
    let found = file.found("bridge", &options);
    assert_eq!(found["meta"]["options"]["method"], "lmdi");
    let found = &found["items"][0];
    let parts = &found["parts"];
    near(&parts["population"], 3.629e6, 500.0);
    near(&parts["share"], -6.130e6, 500.0);
    near(&parts["cost"], -11.959e6, 500.0);
    near(&found["change"], -14.46e6, 1e-6);
    // Exact as it is written, in ten-thousandths of a krone.
    let written = |value: &Value| (value.as_f64().unwrap() * 1e4).round();
    let names = ["population", "share", "cost"];
    let sum: f64 = names.iter().map(|name| written(&parts[*name])).sum();
    assert_eq!(sum, written(&found["change"]));
    let options = [options[0], options[1], "--method", "shapley"];
    let found = file.item("bridge", &options);
    near(&found["change"], -14.46e6, 1e-6);
    let said = file.misused("bridge", &[options[0], options[1], "--method", "bennet"]);
    assert!(said.contains("expected two factors, found 3"), "{said}");
}

#[test]
fn amounts_are_exact_to_the_oere() {
    let rows = "1,A,400000000000.37,1\n2,A,399999999999.99,1\n1,B,12.34,1\n2,B,0.0001,1\n";
    let file = File::new(&format!("period,product,price,quantity\n{rows}"));
    let found = file.run("bridge", &[]).expect_done().stdout;
    assert!(
        found.contains("400000000000.37") && found.contains("399999999999.99"),
        "{found}"
    );
    let found = file.item("bridge", &[]);
    assert_eq!(
        (&found["before"], &found["after"]),
        (&json!(400000000012.71), &json!(399999999999.99))
    );
    assert_eq!(found["change"], -12.72);
    // What is less than half an øre beside so much is none.
    assert_eq!(
        (
            &found["products"][1]["after"],
            &found["products"][1]["change"]
        ),
        (&json!(0.0), &json!(-12.34))
    );
    // Beside 10¹⁵ hundredths have no place, and that is said.
    let rows = "1,A,1000000000000000,1\n2,A,1000000000000000,1\n1,B,0.0001,1\n2,B,0.0001,1\n";
    let said = File::new(&format!("period,product,price,quantity\n{rows}")).refused("bridge", &[]);
    assert!(
        said.contains(
            "from `1` to `2`: the amounts, or what they change by, have more than fifteen digits"
        ),
        "{said}"
    );
}

#[test]
fn a_factor_that_stands_twice_is_refused() {
    let file = File::new("period,product,price\n1,A,3\n2,A,5\n");
    let said = file.misused("bridge", &["--factors", "price,price"]);
    assert!(said.contains("--factors: `price` stands twice"), "{said}");
}

#[test]
fn a_dataset_of_which_nothing_can_be_told_refuses_no_other() {
    let heads = "dataset,period,product,price,quantity\n";
    // One period alone; nothing in either period; no product in both.
    let rows = "X,1,a,2,3\nX,2,a,3,3\nY,1,a,2,3\nZ,1,a,0,3\nZ,2,a,1,0\nV,1,a,2,3\nV,2,b,2,3\n";
    let file = File::new(&format!("{heads}{rows}"));
    let found = file.found("bridge", &[]);
    let items = found["items"].as_array().unwrap();
    let of = |no: usize| {
        (
            &items[no]["dataset"],
            &items[no]["change"],
            &items[no]["reason"],
        )
    };
    assert_eq!(items[0]["parts"], json!({"price": 3.0, "quantity": 0.0}));
    let one = json!("one period: at least 2 are needed");
    assert_eq!(of(1), (&json!("Y"), &Value::Null, &one));
    assert_eq!(of(2), (&json!("Z"), &Value::Null, &json!("no services")));
    // All of one has ceased and all of another is new: that is a change all the same.
    assert_eq!(
        (&items[3]["new"], &items[3]["ceased"]),
        (&json!(6.0), &json!(6.0))
    );
    let found = file.found("index", &[]);
    let items = found["items"].as_array().unwrap();
    let of = |no: usize| {
        (
            &items[no]["dataset"],
            &items[no]["fixed_base"],
            &items[no]["reason"],
        )
    };
    assert_eq!(of(0), (&json!("X"), &json!([1.0, 1.5]), &Value::Null));
    assert_eq!(of(4), (&json!("Y"), &Value::Null, &one));
    let none = json!("from `1` to `2`: no product has a price above 0 in both");
    assert_eq!(of(12), (&json!("V"), &Value::Null, &none));
}

#[test]
fn a_period_that_is_mistyped_is_refused_and_orders_nothing() {
    let file = File::new("period,product,price,quantity\n2018,A,1,1\n2017,A,2,1\n2o19,A,3,1\n");
    for method in ["bridge", "index"] {
        let said = file.refused(method, &[]);
        let expected =
            "line 4, column `period`, value `2o19`: expected a number such as `2018` on line 2";
        assert!(said.contains(expected), "{said}");
    }
    let found = file.found("bridge", &["--in-order"]);
    assert_eq!(found["items"][1]["to"], "2o19");
}

#[test]
fn bad_prices_and_quantities_are_named() {
    let said =
        File::new("period,product,price,quantity\n1,A,-2,1\n2,A,2,1\n").refused("bridge", &[]);
    assert!(
        said.contains("line 2, column `price`, value `-2`"),
        "{said}"
    );
    let said =
        File::new("period,product,price,quantity\n1,A,2,1\n1,A,2,1\n").refused("bridge", &[]);
    assert!(
        said.contains("line 3, column `product`, value `A`: stands twice"),
        "{said}"
    );
    let said = File::new("period,product,price,quantity\n1,A,2,1\n").refused("index", &[]);
    assert!(said.contains("one period: at least 2 are needed"), "{said}");
    // Nothing is bought in either period.
    let zero = File::new("period,product,price,quantity\n1,A,2,0\n2,A,3,0\n");
    let said = zero.refused("bridge", &[]);
    assert!(said.contains("no services"), "{said}");
    let said = zero.refused("index", &[]);
    assert!(
        said.contains("nothing was bought in one of the periods"),
        "{said}"
    );
}

#[test]
fn published_price_indices() {
    // Table 19.1 of the Consumer Price Index Manual (2004): six goods in five periods.
    let prices = [
        [1.0, 1.0, 1.0, 1.0, 1.0, 1.0],
        [1.2, 3.0, 1.3, 0.7, 1.4, 0.8],
        [1.0, 1.0, 1.5, 0.5, 1.7, 0.6],
        [0.8, 0.5, 1.6, 0.3, 1.9, 0.4],
        [1.0, 1.0, 1.6, 0.1, 2.0, 0.2],
    ];
    let quantities = [
        [1.0, 1.0, 2.0, 1.0, 4.5, 0.5],
        [0.8, 0.9, 1.9, 1.3, 4.7, 0.6],
        [1.0, 1.1, 1.8, 3.0, 5.0, 0.8],
        [1.2, 1.2, 1.9, 6.0, 5.6, 1.3],
        [0.9, 1.2, 2.0, 12.0, 6.5, 2.5],
    ];
    let mut text = "period,product,price,quantity\n".to_owned();
    for (period, (prices, quantities)) in (1..).zip(prices.iter().zip(&quantities)) {
        for (product, (price, quantity)) in (1..).zip(prices.iter().zip(quantities)) {
            text += &format!("{period},{product},{price},{quantity}\n");
        }
    }
    let file = File::new(&text);
    let found = file.found("index", &[]);
    let formulas: Vec<&Value> = found["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| &one["formula"])
        .collect();
    assert_eq!(formulas, ["laspeyres", "paasche", "fisher", "tornqvist"]);
    // Tables 19.4 and 19.5: with a fixed base.
    let printed = [
        [1.0, 1.4200, 1.3450, 1.3550, 1.4400],
        [1.0, 1.3823, 1.2031, 1.0209, 0.7968],
        [1.0, 1.4011, 1.2721, 1.1762, 1.0712],
    ];
    for (item, printed) in found["items"].as_array().unwrap().iter().zip(printed) {
        let of_periods = item["fixed_base"].as_array().unwrap();
        assert_eq!(of_periods.len(), 5);
        for (found, printed) in of_periods.iter().zip(printed) {
            near(found, printed, 1e-4);
        }
        // The first link is the same index; later ones multiply.
        assert_eq!(item["chained"][1], item["fixed_base"][1]);
    }
    // Laspeyres of period 3 by links: Σp₂q₁/Σp₁q₁ of the second and the third period times the first.
    let link: f64 = {
        let cost = |prices: &[f64; 6]| -> f64 {
            prices.iter().zip(&quantities[1]).map(|(p, q)| p * q).sum()
        };
        cost(&prices[2]) / cost(&prices[1])
    };
    near(&found["items"][0]["chained"][2], 1.42 * link, 1e-9);
}

#[test]
fn what_has_no_price_in_both_periods_is_left_out_and_named() {
    let found = File::new(SPENDING).found("index", &[]);
    let laspeyres = &found["items"][0];
    assert_eq!(laspeyres["excluded"], json!(["new", "old"]));
    assert_eq!(laspeyres["fixed_base"], json!([1.0, 0.8]));
    assert_eq!(laspeyres["periods"], json!(["2017", "2018"]));
}
