namespace Guide.HintConsumer.Leaks;

/// <summary>How other languages write the numbers from 0 to 999, without accents, blanks and hyphens: tables of words, and one rule of composition for each language.</summary>
internal static class NumberLanguages
{
    /// <summary>Every spelling with its value.</summary>
    public static IReadOnlyDictionary<string, int> Spellings { get; } = All();

    /// <summary>A letter without its accent, in lower case.</summary>
    public static char Bare(char letter) => char.ToLowerInvariant(letter) switch
    {
        'ä' or 'á' or 'à' or 'â' or 'ã' or 'å' or 'ą' => 'a',
        'é' or 'è' or 'ê' or 'ë' or 'ę' => 'e',
        'í' or 'ì' or 'î' or 'ı' => 'i',
        'ö' or 'ó' or 'ò' or 'ô' or 'õ' => 'o',
        'ü' or 'ú' or 'ù' or 'û' => 'u',
        'ç' or 'ć' => 'c',
        'ś' or 'ş' => 's',
        'ł' => 'l',
        'ñ' or 'ń' => 'n',
        'ğ' => 'g',
        'ё' => 'е',
        var other => other,
    };

    private static Dictionary<string, int> All()
    {
        var all = new Dictionary<string, int>(StringComparer.Ordinal);
        Add(all, German, static (ten, unit) => [$"{(unit == "eins" ? "ein" : unit)}und{ten}"], "hundert");
        Add(all, Dutch, static (ten, unit) => [$"{unit}en{ten}"], "honderd");
        Add(all, Swedish, static (ten, unit) => [ten + unit], "hundra");
        Add(all, French, static (ten, unit) => [ten + unit, $"{ten}et{unit}"], "cent");
        Add(all, Spanish, static (ten, unit) => [$"{ten}y{unit}", $"veinti{unit}"[..(ten == "veinte" ? unit.Length + 6 : 0)]], "ciento");
        Add(all, Italian, static (ten, unit) => [(unit[0] is 'u' or 'o' ? ten[..^1] : ten) + unit], "cento");
        Add(all, Portuguese, static (ten, unit) => [$"{ten}e{unit}"], "cento");
        Add(all, Russian, static (ten, unit) => [ten + unit], "сто");
        Add(all, Polish, static (ten, unit) => [ten + unit], "sto");
        Add(all, Turkish, static (ten, unit) => [ten + unit], "yuz");
        return all;
    }

    // Units and teens (0 to 19), then tens (20 to 90), then hundreds (100 to 900) where they are words of their own; a stroke parts two words for one value.
    private static void Add(Dictionary<string, int> all, string words, Func<string, string, string[]> join, string hundred)
    {
        var table = words.Split(' ');
        var below = new List<(string Word, int Value)>();
        for (var n = 0; n < 20; n++)
        {
            below.AddRange(table[n].Split('|').Select(word => (word, n)));
        }

        var vigesimal = table[5] == "cinq";
        for (var ten = 2; ten < 10; ten++)
        {
            foreach (var word in table[18 + ten].Split('|'))
            {
                below.Add((word, 10 * ten));
                // Soixante-dix, quatre-vingt-onze: a ten that goes on to nineteen.
                var last = vigesimal && word is "soixante" or "quatrevingt" ? 19 : 9;
                below.AddRange(Enumerable.Range(1, last).SelectMany(unit => table[unit].Split('|').SelectMany(w => join(word, w)).Where(static s => s.Length > 0).Select(s => (s, (10 * ten) + unit))));
            }
        }

        foreach (var (word, value) in below)
        {
            all.TryAdd(word, value);
        }

        foreach (var (start, value) in Hundreds(table, hundred))
        {
            all.TryAdd(start, value);
            foreach (var (word, rest) in below.Where(static pair => pair.Value > 0))
            {
                all.TryAdd(start + word, value + rest);
                all.TryAdd($"{start}e{word}", value + rest);
            }
        }
    }

    private static IEnumerable<(string Word, int Value)> Hundreds(string[] table, string hundred)
    {
        yield return (hundred, 100);
        for (var n = 1; n < 10; n++)
        {
            foreach (var word in table.Length > 28 ? table[27 + n].Split('|') : [table[n] == "eins" ? "einhundert" : table[n] + hundred, table[n] + hundred + "s"])
            {
                yield return (word, 100 * n);
            }
        }
    }

    private const string German = "null eins zwei drei vier funf sechs sieben acht neun zehn elf zwolf dreizehn vierzehn funfzehn sechzehn siebzehn achtzehn neunzehn "
        + "zwanzig dreissig|dreißig vierzig funfzig sechzig siebzig achtzig neunzig";

    private const string Dutch = "nul een twee drie vier vijf zes zeven acht negen tien elf twaalf dertien veertien vijftien zestien zeventien achttien negentien "
        + "twintig dertig veertig vijftig zestig zeventig tachtig negentig";

    private const string Swedish = "noll ett tva tre fyra fem sex sju atta nio tio elva tolv tretton fjorton femton sexton sjutton arton nitton "
        + "tjugo trettio fyrtio femtio sextio sjuttio attio nittio";

    private const string French = "zero un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize dixsept dixhuit dixneuf "
        + "vingt trente quarante cinquante soixante septante quatrevingts|quatrevingt|huitante nonante";

    private const string Spanish = "cero uno|un dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciseis diecisiete dieciocho diecinueve "
        + "veinte treinta cuarenta cincuenta sesenta setenta ochenta noventa "
        + "cien doscientos trescientos cuatrocientos quinientos seiscientos setecientos ochocientos novecientos";

    private const string Italian = "zero uno due tre quattro cinque sei sette otto nove dieci undici dodici tredici quattordici quindici sedici diciassette diciotto diciannove "
        + "venti trenta quaranta cinquanta sessanta settanta ottanta novanta";

    private const string Portuguese = "zero um dois tres quatro cinco seis sete oito nove dez onze doze treze catorze|quatorze quinze dezesseis|dezasseis dezessete|dezassete dezoito dezenove|dezanove "
        + "vinte trinta quarenta cinquenta sessenta setenta oitenta noventa "
        + "cem duzentos trezentos quatrocentos quinhentos seiscentos setecentos oitocentos novecentos";

    private const string Russian = "ноль один два три четыре пять шесть семь восемь девять десять одиннадцать двенадцать тринадцать четырнадцать пятнадцать шестнадцать семнадцать восемнадцать девятнадцать "
        + "двадцать тридцать сорок пятьдесят шестьдесят семьдесят восемьдесят девяносто "
        + "сто двести триста четыреста пятьсот шестьсот семьсот восемьсот девятьсот";

    private const string Polish = "zero jeden dwa trzy cztery piec szesc siedem osiem dziewiec dziesiec jedenascie dwanascie trzynascie czternascie pietnascie szesnascie siedemnascie osiemnascie dziewietnascie "
        + "dwadziescia trzydziesci czterdziesci piecdziesiat szescdziesiat siedemdziesiat osiemdziesiat dziewiecdziesiat "
        + "sto dwiescie trzysta czterysta piecset szescset siedemset osiemset dziewiecset";

    private const string Turkish = "sifir bir iki uc dort bes alti yedi sekiz dokuz on onbir oniki onuc ondort onbes onalti onyedi onsekiz ondokuz "
        + "yirmi otuz kirk elli altmis yetmis seksen doksan";
}
