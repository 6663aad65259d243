using System.Collections.Frozen;

namespace Guide.Answers.Syntax;

/// <summary>The words that the lexer knows.</summary>
internal static class Vocabulary
{
    /// <summary>Functions by every spelling, with their canonical name.</summary>
    public static readonly FrozenDictionary<string, string> Functions = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["sin"] = "sin", ["cos"] = "cos", ["tan"] = "tan", ["tg"] = "tan", ["cot"] = "cot", ["ctg"] = "cot", ["cotg"] = "cot", ["sec"] = "sec", ["csc"] = "csc", ["cosec"] = "csc",
        ["arcsin"] = "asin", ["arccos"] = "acos", ["arctan"] = "atan", ["arctg"] = "atan", ["asin"] = "asin", ["acos"] = "acos", ["atan"] = "atan", ["arccot"] = "acot", ["arcctg"] = "acot", ["arcsec"] = "asec", ["arccsc"] = "acsc",
        ["sinh"] = "sinh", ["cosh"] = "cosh", ["tanh"] = "tanh", ["coth"] = "coth", ["arcsinh"] = "asinh", ["arccosh"] = "acosh", ["arctanh"] = "atanh", ["arsinh"] = "asinh", ["arcosh"] = "acosh", ["artanh"] = "atanh",
        ["log"] = "log", ["ln"] = "ln", ["lg"] = "lg", ["exp"] = "exp", ["sqrt"] = "sqrt", ["cbrt"] = "cbrt", ["abs"] = "abs", ["floor"] = "floor", ["ceil"] = "ceil", ["sgn"] = "sgn", ["sign"] = "sgn",
        ["max"] = "max", ["min"] = "min", ["gcd"] = "gcd", ["lcm"] = "lcm", ["det"] = "det", ["arg"] = "arg", ["Re"] = "Re", ["Im"] = "Im",
        ["binom"] = "binom", ["dbinom"] = "binom", ["tbinom"] = "binom",
        ["frac"] = "frac", ["dfrac"] = "frac", ["tfrac"] = "frac", ["cfrac"] = "frac", ["nicefrac"] = "frac", ["sfrac"] = "frac", ["cis"] = "cis",
        ["sum"] = "sum", ["prod"] = "prod", ["int"] = "int", ["iint"] = "int", ["oint"] = "int", ["lim"] = "lim",
        ["factorial"] = "factorial", ["Abs"] = "abs", ["Sqrt"] = "sqrt", ["Max"] = "max", ["Min"] = "min", ["binomial"] = "binom", ["ceiling"] = "ceil", ["comb"] = "binom", ["nCr"] = "binom", ["ncr"] = "binom", ["Fraction"] = "frac", ["Rational"] = "frac", ["Sin"] = "sin", ["Cos"] = "cos", ["Tan"] = "tan", ["Exp"] = "exp", ["Log"] = "log", ["Ln"] = "ln",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenSet<string> KnownFunctions = Functions.Values.Append("root").Append("mod").Append("doublefactorial").ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Functions that may be written without a backslash.</summary>
    public static readonly FrozenSet<string> PlainFunctions = FrozenSet.Create(
        StringComparer.Ordinal, "sin", "cos", "tan", "cot", "sec", "csc", "arcsin", "arccos", "arctan", "arccot", "asin", "acos", "atan", "sinh", "cosh", "tanh", "log", "ln", "lg", "exp", "sqrt", "cbrt", "abs", "floor", "ceil", "max", "min", "gcd", "lcm", "binom", "sum", "prod", "tg", "ctg", "arctg", "sgn", "frac", "dfrac", "tfrac", "factorial", "Abs", "Sqrt", "Max", "Min", "binomial", "ceiling", "Sin", "Cos", "Tan", "Exp", "Log", "Ln", "comb", "nCr", "ncr", "Fraction", "Rational");

    /// <summary>Named constants and letters that may be written without a backslash.</summary>
    public static readonly FrozenDictionary<string, string> PlainNames = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["pi"] = "pi", ["Pi"] = "pi", ["PI"] = "pi", ["inf"] = "inf", ["Inf"] = "inf", ["infinity"] = "inf", ["Infinity"] = "inf", ["infty"] = "inf", ["oo"] = "inf",
        ["alpha"] = "alpha", ["beta"] = "beta", ["gamma"] = "gamma", ["delta"] = "delta", ["theta"] = "theta", ["lambda"] = "lambda", ["omega"] = "omega", ["phi"] = "phi", ["rho"] = "rho", ["sigma"] = "sigma", ["emptyset"] = "empty", ["pH"] = "pH", ["pOH"] = "pOH", ["pKa"] = "pKa", ["pKb"] = "pKb",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Greek letters as commands.</summary>
    public static readonly FrozenSet<string> Greek = FrozenSet.Create(
        StringComparer.Ordinal, "alpha", "beta", "gamma", "delta", "epsilon", "varepsilon", "zeta", "eta", "theta", "vartheta", "iota", "kappa", "lambda", "mu", "nu", "xi", "rho", "varrho", "sigma", "tau", "upsilon", "phi", "varphi", "chi", "psi", "omega",
        "Gamma", "Delta", "Theta", "Lambda", "Xi", "Sigma", "Upsilon", "Phi", "Psi", "Omega", "hbar", "ell", "nabla", "partial", "Re", "Im", "aleph");

    /// <summary>Commands that stand for a mark.</summary>
    public static readonly FrozenDictionary<string, string> Marks = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["cdot"] = "*", ["times"] = "*", ["ast"] = "*", ["star"] = "*", ["bullet"] = "*", ["div"] = "÷", ["pm"] = "pm", ["mp"] = "mp",
        ["le"] = "<=", ["leq"] = "<=", ["leqslant"] = "<=", ["leqq"] = "<=", ["ge"] = ">=", ["geq"] = ">=", ["geqslant"] = ">=", ["geqq"] = ">=",
        ["lt"] = "<", ["gt"] = ">", ["ne"] = "!=", ["neq"] = "!=", ["approx"] = "≈", ["simeq"] = "≈", ["sim"] = "∼", ["cong"] = "≅", ["doteq"] = "≈", ["equiv"] = "≡", ["propto"] = "∝",
        ["in"] = "in", ["notin"] = "notin", ["ni"] = "ni", ["subset"] = "subset", ["subseteq"] = "subset", ["cup"] = "cup", ["bigcup"] = "cup", ["cupdot"] = "cup", ["sqcup"] = "cup", ["cap"] = "cap", ["bigcap"] = "cap",
        ["setminus"] = "setminus", ["backslash"] = "setminus", ["smallsetminus"] = "setminus",
        ["lbrace"] = "\\{", ["rbrace"] = "\\}", ["langle"] = "(", ["rangle"] = ")", ["lparen"] = "(", ["rparen"] = ")", ["lbrack"] = "[", ["rbrack"] = "]", ["lfloor"] = "lfloor", ["rfloor"] = "rfloor", ["lceil"] = "lceil", ["rceil"] = "rceil",
        ["lvert"] = "|", ["rvert"] = "|", ["vert"] = "|", ["mid"] = "|", ["lVert"] = "||", ["rVert"] = "||", ["Vert"] = "||", ["|"] = "||",
        ["circ"] = "°", ["degree"] = "°", ["prime"] = "'", ["dots"] = "…", ["ldots"] = "…", ["cdots"] = "…", ["dotsc"] = "…", ["dotsb"] = "…", ["vdots"] = "…", ["ddots"] = "…",
        ["to"] = "->", ["rightarrow"] = "->", ["longrightarrow"] = "->", ["mapsto"] = "->", ["Rightarrow"] = "=>", ["implies"] = "=>", ["Longrightarrow"] = "=>", ["iff"] = "<=>", ["Leftrightarrow"] = "<=>", ["leftrightarrow"] = "<=>",
        ["land"] = "land", ["wedge"] = "land", ["lor"] = "lor", ["vee"] = "lor", ["neg"] = "¬", ["lnot"] = "¬", ["forall"] = "forall", ["exists"] = "exists", ["colon"] = ":", ["perp"] = "perp", ["parallel"] = "parallel", ["angle"] = "angle", ["triangle"] = "triangle",
        ["bmod"] = "mod", ["mod"] = "mod", ["pmod"] = "pmod", ["choose"] = "choose", ["over"] = "over", ["therefore"] = "therefore", ["because"] = "therefore", ["checkmark"] = "check", ["blacksquare"] = "check", ["qed"] = "check", ["qedsymbol"] = "check",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Commands that change only the looks.</summary>
    public static readonly FrozenSet<string> Looks = FrozenSet.Create(
        StringComparer.Ordinal, "left", "right", "big", "Big", "bigg", "Bigg", "bigl", "bigr", "Bigl", "Bigr", "biggl", "biggr", "Biggl", "Biggr", "middle", "displaystyle", "textstyle", "scriptstyle", "limits", "nolimits", "quad", "qquad", "nonumber", "hfill", "hspace*", "rm", "bf", "it", "tt", "sf", "cal",
        "mathbf", "boldsymbol", "bm", "vec", "overrightarrow", "mathcal", "mathscr", "mathfrak", "mathit", "underline", "boxed", "fbox", "ensuremath", "overset", "underset", "enspace", "thinspace", "negthinspace", "space", "centering", "large", "Large", "small", "normalsize", "underbrace", "overbrace", "cancel", "mathop", "mathrel", "mathord", "protect", "null", "relax", "strut", "mathstrut", "ce", "pmb", "bold", "mathnormal", "symbf", "normalfont");

    /// <summary>Marks over a letter that make it another.</summary>
    public static readonly FrozenDictionary<string, string> Accents = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["dot"] = "dot", ["ddot"] = "ddot", ["hat"] = "hat", ["widehat"] = "hat", ["tilde"] = "tilde", ["widetilde"] = "tilde", ["check"] = "check", ["breve"] = "breve", ["mathring"] = "ring",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Commands whose argument is dropped with them.</summary>
    public static readonly FrozenSet<string> Dropped = FrozenSet.Create(StringComparer.Ordinal, "color", "textcolor", "tag", "label", "phantom", "hphantom", "vphantom", "hspace", "vspace", "mspace", "kern", "ref", "cite");

    /// <summary>Commands whose argument is prose.</summary>
    public static readonly FrozenSet<string> Prose = FrozenSet.Create(StringComparer.Ordinal, "text", "textbf", "textit", "textrm", "textsf", "texttt", "textnormal", "mbox", "hbox", "mathrm", "operatorname", "emph", "mathsf", "mathtt", "operatorname*", "textup", "unit", "si", "SI");

    /// <summary>Small numbers in words.</summary>
    public static readonly FrozenDictionary<string, int> NumberWords = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase)
    {
        ["zero"] = 0, ["one"] = 1, ["two"] = 2, ["three"] = 3, ["four"] = 4, ["five"] = 5, ["six"] = 6, ["seven"] = 7, ["eight"] = 8, ["nine"] = 9, ["ten"] = 10, ["eleven"] = 11, ["twelve"] = 12, ["thirteen"] = 13, ["fourteen"] = 14, ["fifteen"] = 15,
        ["sixteen"] = 16, ["seventeen"] = 17, ["eighteen"] = 18, ["nineteen"] = 19, ["twenty"] = 20, ["thirty"] = 30, ["forty"] = 40, ["fifty"] = 50, ["sixty"] = 60, ["seventy"] = 70, ["eighty"] = 80, ["ninety"] = 90,
        ["零"] = 0, ["一"] = 1, ["二"] = 2, ["两"] = 2, ["三"] = 3, ["四"] = 4, ["五"] = 5, ["六"] = 6, ["七"] = 7, ["八"] = 8, ["九"] = 9, ["十"] = 10,
        ["binary"] = 2, ["octal"] = 8, ["decimal"] = 10, ["hexadecimal"] = 16, ["hex"] = 16,
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>Denominators in words.</summary>
    public static readonly FrozenDictionary<string, int> FractionWords = new Dictionary<string, int>(StringComparer.Ordinal)
    {
        ["half"] = 2, ["halves"] = 2, ["third"] = 3, ["thirds"] = 3, ["quarter"] = 4, ["quarters"] = 4, ["fourth"] = 4, ["fourths"] = 4, ["fifth"] = 5, ["fifths"] = 5, ["sixth"] = 6, ["sixths"] = 6, ["seventh"] = 7, ["sevenths"] = 7,
        ["eighth"] = 8, ["eighths"] = 8, ["ninth"] = 9, ["ninths"] = 9, ["tenth"] = 10, ["tenths"] = 10, ["hundredth"] = 100, ["hundredths"] = 100,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Powers of ten in words.</summary>
    public static readonly FrozenDictionary<string, int> ScaleWords = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase)
    {
        ["hundred"] = 2, ["thousand"] = 3, ["million"] = 6, ["millions"] = 6, ["billion"] = 9, ["billions"] = 9, ["trillion"] = 12, ["trillions"] = 12, ["dozen"] = 0,
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>Units of two and three letters that are units behind a number even outside \text{}.</summary>
    public static readonly FrozenSet<string> PlainUnits = FrozenSet.Create(
        StringComparer.Ordinal, "cm", "mm", "km", "kg", "mg", "ml", "mL", "min", "hr", "hrs", "sec", "ft", "in", "yd", "mi", "lb", "lbs", "oz", "mph", "kph", "nm", "um", "kJ", "kW", "kWh", "MHz", "GHz", "kHz", "Hz", "Pa", "kPa", "MPa", "mol", "cal", "eV", "MeV", "GeV", "dB", "pt", "qt", "gal", "day", "yr", "yrs", "atm", "bar", "kN", "mA", "kV", "mV", "deg");

    /// <summary>Currencies by code, before or behind an amount.</summary>
    public static readonly FrozenSet<string> CurrencyCodes = FrozenSet.Create(StringComparer.Ordinal, "USD", "EUR", "GBP", "JPY", "CNY", "RMB", "INR", "CAD", "AUD", "CHF", "Rs");

    /// <summary>Short English words: never products of their letters.</summary>
    public static readonly FrozenSet<string> ShortWords = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase, "she", "has", "had", "see", "was", "his", "her", "its", "but", "get", "via", "our", "no", "yes", "all", "any", "the", "and", "or", "for", "not", "is", "are", "odd", "one", "two", "six", "ten", "per", "of", "at", "to", "by", "DNE", "day", "men", "man", "red", "sum", "th", "st", "nd", "rd", "pct", "deg", "in", "if", "so", "none", "true", "with", "each", "a.m", "p.m", "am", "pm", "mod", "base", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun", "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec", "NaN", "set", "min", "max", "bus", "car", "dog", "cat", "box", "boy", "yen", "Rs");

    /// <summary>Modules of programs, before the stop of a name: np.pi.</summary>
    public static readonly FrozenSet<string> Modules = FrozenSet.Create(StringComparer.Ordinal, "np", "numpy", "math", "cmath", "sp", "sympy", "scipy", "sym");

    /// <summary>True for functions with a meaning of their own; f, g, T are names that an answer defines.</summary>
    public static bool IsKnownFunction(string name) => KnownFunctions.Contains(name);
}
