namespace Guide.Answers.Syntax;

/// <summary>The forms an answer may have.</summary>
internal enum NodeKind
{
    /// <summary>An exact number.</summary>
    Number,

    /// <summary>pi, e, i, infinity, -infinity handled as a product, empty, reals, integers, naturals, rationals, complexes.</summary>
    Constant,

    /// <summary>A variable.</summary>
    Symbol,

    /// <summary>A sum.</summary>
    Add,

    /// <summary>A product.</summary>
    Multiply,

    /// <summary>Base and exponent.</summary>
    Power,

    /// <summary>A function and its arguments.</summary>
    Call,

    /// <summary>x!.</summary>
    Factorial,

    /// <summary>Degrees of arc.</summary>
    Degree,

    /// <summary>Hundredths.</summary>
    Percent,

    /// <summary>±x ("pm") or ∓x ("mp").</summary>
    PlusMinus,

    /// <summary>Sum, product, integral or limit: variable, lower, upper, body.</summary>
    Big,

    /// <summary>(…) or […] with commas.</summary>
    Tuple,

    /// <summary>An interval with its bracket pair as name.</summary>
    Interval,

    /// <summary>{…}.</summary>
    Set,

    /// <summary>A ∪ B.</summary>
    Union,

    /// <summary>A ∩ B.</summary>
    Intersection,

    /// <summary>A \ B.</summary>
    Difference,

    /// <summary>{element | condition}.</summary>
    SetBuilder,

    /// <summary>Rows × columns, name "rxc".</summary>
    Matrix,

    /// <summary>A chain a op b op c; the operators are in the name, separated by blanks.</summary>
    Relation,

    /// <summary>Both hold.</summary>
    And,

    /// <summary>One holds.</summary>
    Or,

    /// <summary>Several answers.</summary>
    List,

    /// <summary>Words.</summary>
    Text,

    /// <summary>A value with a unit.</summary>
    Quantity,

    /// <summary>a:b.</summary>
    Ratio,

    /// <summary>A number written in a named base; value exact, name "digits_base".</summary>
    BasedNumber,

    /// <summary>A time of day, in seconds.</summary>
    Time,

    /// <summary>A date.</summary>
    Date,

    /// <summary>a ≡ b (mod m): a (or nothing: the bare residue), b, m.</summary>
    Congruence,

    /// <summary>A function by cases: value, condition, value, condition …</summary>
    Cases,
}
