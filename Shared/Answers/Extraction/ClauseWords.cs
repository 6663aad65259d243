namespace Guide.Answers.Extraction;

/// <summary>The word classes of the clause that holds a box: closed classes of English, each by what it does to the value beside it.</summary>
internal static class ClauseWords
{
    /// <summary>Words that only English has: where one stands, unknown words are English too.</summary>
    public static readonly HashSet<string> English = Set("the of and to that this it are has have by with from which then hence thus therefore there be he she they is answer we our get equals for or as at if i you not no your my its was were does");

    /// <summary>Words that other languages have.</summary>
    public static readonly HashSet<string> Foreign = Set("la le les der das el los las un une uno una est es ist und et y è é il lo donc daher somit por che jest und du des den dem ein eine sind son sont são é ils on nous wir se que di da del della do los het een is-het de en och är adalah jadi jest więc ve");

    /// <summary>What joins a clause to the one before, or comments it, and says nothing of the value.</summary>
    public static readonly HashSet<string> Connectives = Set(
        "so thus hence therefore then and finally consequently accordingly now also clearly evidently obviously altogether overall lastly ultimately eventually conclusion total sum summary again indeed first second third next further furthermore moreover here equivalently specifically namely i.e ie ergo simply just exactly precisely only actually because since while where whereas but yes ok okay well fortunately conclude concluding "
        + "also daher somit folglich deshalb damit donc ainsi alors finalement luego así entonces finalmente quindi dunque pertanto portanto logo então assim dus zatem więc");

    /// <summary>Adverbs between a verb and its value.</summary>
    public static readonly HashSet<string> Adverbs = Set("exactly precisely only just simply clearly therefore thus then hence also indeed always now still approximately about roughly consequently accordingly finally actually equal altogether currently again overall obviously definitely certainly together necessarily either eventually totally nearly in-total usd dollars rs consistently");

    /// <summary>Determiners.</summary>
    public static readonly HashSet<string> Determiners = Set("the a an our my your his her its their this these that those one two three four five six seven eight nine ten each every all both another any additional some such");

    /// <summary>Verbs that say what something is.</summary>
    public static readonly HashSet<string> Copulas = Set("is are was were be been being equals equal equaled equalled equaling becomes become became remains remain 're");

    /// <summary>Verbs of getting, having and leaving: what they get is the value.</summary>
    public static readonly HashSet<string> Getting = Set(
        "get gets got gotten getting obtain obtains obtained obtaining find finds found finding have has had having give gives gave given giving yield yields yielded yielding produce produces produced producing reach reaches reached reaching derive derived deduce deduced conclude concluded compute computed calculate calculated calculates determine determined leave leaves left leaving make makes made making "
        + "see answer answered choose chose pick picked select selected return returns output outputs submit enter box follows follow imply implies implying mean means meaning show shows shown showing state states total totals totaling totalling need needs needed needing want write report say says said include includes including contain contains containing require requires requiring take takes took taking "
        + "cost costs costing pay pays paid paying earn earns earned earning spend spends spent save saves saved saving weigh weighs weighed use uses used hold holds buy buys bought sell sells sold bring brings brought add adds added measure measures comprise comprises attain attains attained receive receives received own owns collect collects collected results attains satisfy let's want-it keep keeps kept lose loses lost gain gains gained enumerate count counts counted works");

    /// <summary>Verbs that report what somebody or something says.</summary>
    public static readonly HashSet<string> Reporting = Set("give gives gave giving produce produces produced yield yields yielded say says said show shows showed suggest suggests suggested report reports reported print prints printed output outputs return returns returned claim claims claimed state states stated list lists listed quote quotes quoted get gets got");

    /// <summary>Who says something instead of the completion.</summary>
    public static readonly HashSet<string> Voices = Set("textbook book key student friend classmate teacher author calculator website internet manual hint sheet neighbor neighbour colleague machine professor tutor solver forum people students others someone somebody everyone everybody guess intuition chatgpt model paper newspaper article editor solution-manual beginner pupil pupils beginners");

    /// <summary>What makes an answer, a count or a label one that does not stand.</summary>
    public static readonly HashSet<string> Provisional = Set(
        "wrong incorrect naive naïve tempting false earlier previous old initial provisional preliminary rough crude hasty sloppy careless faulty flawed mistaken erroneous tentative guessed rejected discarded refuted excluded bogus spurious invalid outdated obsolete stale dummy fake misleading bad draft distractor decoy trap sample example placeholder conservative optimistic pessimistic conjectured unverified former intermediate partial auxiliary interim halfway unfinished uncorrected phoney approximate-guess common typical usual popular intuitive superficial");

    /// <summary>Indefinite subjects of a report that may still be the completion's own.</summary>
    public static readonly HashSet<string> Plain = Set("simple direct short straightforward quick little easy routine careful similar standard brute-force quick calculation computation check count second closer final");

    /// <summary>Nouns of the answer: what is said of them says what the answer is.</summary>
    public static readonly HashSet<string> AnswerNouns = Set("answer answers result results value solution solutions ans number integer count total outcome conclusion quantity root roots expression response x y n");

    /// <summary>Nouns of a quantity: "a total of", "an area of".</summary>
    public static readonly HashSet<string> Quantities = Set(
        "answer answers result value values total maximum minimum max min probability area volume length ratio score sum cost profit distance mean average median count difference remainder fraction speed rate price amount number perimeter circumference height width radius diameter angle degree measure weight mass time period frequency percentage percent share loss gain salary income balance range mode variance deviation expectation slope coefficient determinant modulus argument magnitude "
        + "product quotient size maximum-value temperature age order rank dimension force energy power pressure density concentration charge current voltage resistance acceleration velocity momentum work heat entropy ph yield residue limit integral norm solution set interval domain possibility chance odds depth thickness capacity mark grade loss discount tax tip interest principal payment bill");

    /// <summary>Verbs of change and difference: "by" measures them.</summary>
    public static readonly HashSet<string> Changes = Set("differ differs differed exceed exceeds exceeded increase increases increased decrease decreases decreased change changes changed grow grows grew rise rises rose fall falls fell drop drops dropped went goes go gained gains lost loses reduce reduces reduced raise raised raises shrink shrinks shrank moved moves shifted shift improved improve improves beat beats won wins outnumber outnumbers surpass surpasses younger older taller shorter longer heavier lighter faster slower cheaper given apart");

    /// <summary>Verbs that with "to" or "at" arrive at a value.</summary>
    public static readonly HashSet<string> Arriving = Set("equal equals equivalent equivalently identical congruent simplifies simplify simplified simplifying reduces reduce reduced comes come came coming evaluates evaluate evaluated sums sum summing adding totaling totalling adds add amounts amount amounting leads lead leading rounds round rounded converts convert converted corresponds correspond boils boiled boil works turns turn tends converges converge up down arrive arrives arrived arriving out get gets got back settle settles stands stand collapses collapse narrows back-down");

    /// <summary>Prepositions of circumstance: with a whole sentence before and a noun or unit behind, they measure.</summary>
    public static readonly HashSet<string> Circumstances = Set("after in for at on");

    /// <summary>Every preposition: alone before the box it makes another value of it.</summary>
    public static readonly HashSet<string> Prepositions = Set("of to from by than between beyond with for around at after in on below above within without against like unlike beneath under over near into onto off past before until till through throughout despite except besides beside among amid plus minus times versus vs per across behind about-to along toward towards underneath excluding via concerning regarding");

    /// <summary>What says openly that the sentence only tries, wishes or guesses.</summary>
    public static readonly HashSet<string> Moods = Set("if suppose supposing assume assuming assumed imagine imagining pretend pretending wish wished hope hoped hoping bet wager guess guessing suspect might maybe perhaps possibly presumably whether lest conjecture conjectured hypothesize tempted doubt doubtful unsure uncertain speculate");

    /// <summary>Words of a condition contrary to fact.</summary>
    public static readonly HashSet<string> Contrary = Set("if were had without unless otherwise but instead ignoring ignored careless naive");

    /// <summary>Denials that stand beside the value or as its clause's subject.</summary>
    public static readonly HashSet<string> Denials = Set("no none nobody nothing hardly scarcely barely rarely seldom neither nowhere few never");

    /// <summary>Verbs that affirm what the clause behind "that" says.</summary>
    public static readonly HashSet<string> Affirming = Set("conclude concludes concluded concluding find finds found see sees seen show shows showed shown showing prove proves proved proven know knows known follow follows followed imply implies implied means mean meaning note notice observe deduce deduced infer inferred obtain get gives give have establish established verify verified check checked confirm confirms confirmed tells tell so such clear evident obvious true fact determine determined apparent immediate calculate compute certain sure "
        + "given realize recall think believe say state argue answer now in ensure ensures guarantee guarantees guaranteed derive derived recognize understand remember demonstrate demonstrates indicates indicate require requires required suggests is conclusion hence thus therefore all provided assert announce report reveals reveal easily feel convinced confident agree yields yield");

    /// <summary>Words directly behind a value that make another value of it.</summary>
    public static readonly HashSet<string> Operators = Set("minus plus squared cubed factorial doubled halved tripled quadrupled halves mod modulo over divided multiplied raised th st nd rd inverted negated short below above away off shy ish");

    /// <summary>Numerals behind a value: with them it is another one.</summary>
    public static readonly HashSet<string> Multipliers = Set("dozen dozens hundreds thousands millions scores thirds fifths tenths hundredths");

    /// <summary>Bounds that follow a value.</summary>
    public static readonly string[] BoundsBehind = ["at most", "at least", "at best", "at worst", "or more", "or less", "or fewer", "or higher", "or so", "or thereabouts", "give or take"];

    /// <summary>Verbs that say of a value that it holds.</summary>
    public static readonly HashSet<string> Holding = Set("works work satisfies fits holds follows suffices suffice remains remain equals results completes gives minimizes maximizes solves matches answers stands survives succeeds qualifies attains achieves meets agrees must will indeed");

    /// <summary>What a value can be said to be without being denied.</summary>
    public static readonly HashSet<string> Predicates = Set("the our my your its their his her already correct right required needed optimal best attained achieved attainable achievable possible obtained minimal maximal smallest largest greatest least sufficient enough necessary valid answer left what how where when exactly indeed therefore thus also then simply true final all one unique that as in equal precisely sought desired needed-here boxed therefore always guaranteed forced larger smaller prime even odd positive negative irreducible reduced needed both so");

    /// <summary>What such a predicate holds where it denies all the same.</summary>
    public static readonly HashSet<string> Unfounded = Set("step stage bound estimate guess trap distractor decoy wrong incorrect false mistaken mistake error misprint typo slip contradiction absurd absurdity impossible invalid candidate earlier previous former initial attempt only merely approximation rough naive tempting refuted disproved rejected excluded ruled extraneous spurious unlikely doubtful questionable suspicious nonsense fallacy artifact misconception myth underestimate overestimate not never cannot n't isn't doesn't can't too");

    /// <summary>Modal verbs that leave a statement open.</summary>
    public static readonly HashSet<string> Modals = Set("might may could");

    private static HashSet<string> Set(string words) => [.. words.Split(' ', StringSplitOptions.RemoveEmptyEntries)];
}
