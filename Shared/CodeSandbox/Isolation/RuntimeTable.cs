namespace Guide.CodeSandbox.Isolation;

/// <summary>The languages. The next one is a row.</summary>
public sealed class RuntimeTable
{
    // A file is named after its public class, which may be of any name and package; javac says of which. The program begins where a main is,
    // in Main where several are.
    private const string JavaCompile =
        """
        build() { rm -rf out && mkdir out && javac -J-XX:+UseSerialGC -J-XX:TieredStopAtLevel=1 -encoding UTF-8 -d out "$1" > said 2>&1; }
        if ! build Main.java; then
            name=$(sed -n 's/.* is public, should be declared in a file named \([^ ]*\.java\).*/\1/p' said | head -n 1)
            if [ -z "$name" ] || ! mv Main.java "$name" || ! build "$name"; then cat said >&2; exit 1; fi
        fi
        cat said >&2
        cd out
        grep -rlaF '([Ljava/lang/String;)V' --include='*.class' . | while read -r file; do
            class=$(echo "$file" | sed 's|^\./||; s|\.class$||; s|/|.|g')
            if grep -qaF main "$file"; then echo "$class"; fi
        done > ../classes
        cd ..
        main=$(grep -E '(^|\.)Main$' classes | head -n 1)
        if [ -z "$main" ] && [ "$(wc -l < classes)" = 1 ]; then main=$(cat classes); fi
        if [ -z "$main" ]; then
            while read -r class; do
                if javap -cp out -public "$class" | grep -q 'static void main(java.lang.String'; then main=$class; break; fi
            done < classes
        fi
        if [ -z "$main" ]; then echo 'error: no class has a main method' >&2; exit 1; fi
        exec jar cfe main.jar "$main" -C out .
        """;

    // Names that C++17 put into std collide with the global names of older programs: those are compiled as what they were written for.
    private const string CppCompile =
        """
        build() { "$0" -O2 "-std=$1" -DONLINE_JUDGE -pipe -o main main.cpp 2> said; }
        if build gnu++20 || (grep -q 'is ambiguous' said && cp said newest && build gnu++14); then cat said >&2; exit 0; fi
        if [ -f newest ]; then cat newest >&2; else cat said >&2; fi
        exit 1
        """;

    // An await outside of functions needs a module of the language's own kind.
    private const string TypeScriptCompile =
        """
        build() { "$0" --target es2022 --moduleResolution node --skipLibCheck --module "$1" main.ts > said; }
        build commonjs
        if grep -q -e TS1378 -e TS1309 -e TS1432 said; then build es2022; fi
        cat said
        test -f main.js
        """;

    private static readonly Dictionary<string, string> GoEnvironment = new()
    {
        ["GOCACHE"] = "/tmp/go", ["GO111MODULE"] = "off", ["GOFLAGS"] = "-p=2", ["CGO_ENABLED"] = "0",
    };

    private static readonly Runtime[] Known =
    [
        new()
        {
            Name = "python", Aliases = ["python3", "py"], Programs = ["/usr/bin/python3", "/usr/local/bin/python3"], SourceFile = "main.py",
            // Debian's libraries of linear algebra, for NumPy, are chosen by /etc/alternatives.
            Run = ["{program}", "-E", "-s", "-B", "main.py"], Zygote = true, Binds = ["/etc/alternatives"],
        },
        new()
        {
            Name = "cpp", Aliases = ["c++", "cplusplus", "g++", "cxx", "cc"], Programs = ["/usr/bin/g++", "/usr/local/bin/g++"], SourceFile = "main.cpp", Artifact = "main",
            Compile = ["/bin/sh", "-c", CppCompile, "{program}"], Run = ["./main"],
        },
        new()
        {
            Name = "c", Aliases = ["gcc"], Programs = ["/usr/bin/gcc", "/usr/local/bin/gcc"], SourceFile = "main.c", Artifact = "main",
            Compile = ["{program}", "-O2", "-std=gnu17", "-DONLINE_JUDGE", "-pipe", "-o", "main", "main.c", "-lm"], Run = ["./main"],
        },
        new()
        {
            Name = "nodejs", Aliases = ["javascript", "js", "node", "node.js"], Programs = ["/usr/bin/node", "/usr/local/bin/node"], SourceFile = "main.js",
            Run = ["{program}", "main.js"], LimitAddressSpace = false, ExtraMemoryBytes = 128L << 20, ExtraProcesses = 16,
        },
        new() { Name = "bash", Aliases = ["sh", "shell"], Programs = ["/usr/bin/bash", "/bin/bash"], SourceFile = "main.sh", Run = ["{program}", "main.sh"] },
        new()
        {
            Name = "java", Programs = ["/usr/bin/java"], SourceFile = "Main.java", Artifact = "main.jar", Compile = ["/bin/sh", "-c", JavaCompile],
            Run = ["{program}", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:-UsePerfData", "-DONLINE_JUDGE=true", "-Xss{stack}m", "-Xmx{memory}m", "-XX:NewRatio=8", "-jar", "main.jar"],
            LimitAddressSpace = false, ExtraMemoryBytes = 256L << 20, ExtraProcesses = 48, Binds = ["/etc/alternatives", "/etc/java-17-openjdk", "/etc/java-21-openjdk"],
        },
        new()
        {
            Name = "go", Aliases = ["golang"], Programs = ["/usr/bin/go", "/usr/local/go/bin/go"], SourceFile = "main.go", Artifact = "main",
            Compile = ["{program}", "build", "-o", "main", "main.go"], Run = ["./main"],
            Environment = GoEnvironment,
            LimitAddressSpace = false, ExtraMemoryBytes = 256L << 20, ExtraProcesses = 64, Binds = ["/etc/alternatives"],
        },
        new()
        {
            // The SDK's compiler alone, without MSBuild: the newest one, with the usual global usings of a console project.
            Name = "csharp", Aliases = ["c#", "cs"], Programs = ["/usr/bin/dotnet", "/usr/share/dotnet/dotnet", "/usr/lib/dotnet/dotnet"], Needs = "sdk",
            SourceFile = "main.cs", Artifact = "main.dll",
            Compile =
            [
                "/bin/sh", "-c",
                """
                set -e
                csc=$(ls -d "$0"/sdk/*/Roslyn/bincore/csc.dll | sort -V | tail -n 1)
                references=$(ls -d "$0"/packs/Microsoft.NETCore.App.Ref/*/ref/net* | sort -V | tail -n 1)
                for file in "$references"/*.dll; do echo "-r:$file"; done > references.rsp
                for name in System System.Collections.Generic System.IO System.Linq System.Net.Http System.Threading System.Threading.Tasks; do echo "global using $name;"; done > usings.cs
                exec "$0/dotnet" exec "$csc" -nologo -noconfig -nostdlib -optimize+ -unsafe+ -nullable+ -langversion:latest -out:main.dll @references.rsp usings.cs main.cs
                """,
                "{folder}",
            ],
            Run =
            [
                "/bin/sh", "-c",
                """
                echo '{"runtimeOptions":{"framework":{"name":"Microsoft.NETCore.App","version":"6.0.0"},"rollForward":"LatestMajor"}}' > main.runtimeconfig.json
                exec "$0/dotnet" exec main.dll
                """,
                "{folder}",
            ],
            // No double mapping of code (it wants memfd), no diagnostics socket, no ICU.
            Environment = new Dictionary<string, string>
            {
                ["DOTNET_EnableWriteXorExecute"] = "0", ["DOTNET_EnableDiagnostics"] = "0", ["DOTNET_SYSTEM_GLOBALIZATION_INVARIANT"] = "1", ["DOTNET_TieredPGO"] = "0",
                ["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1",
            },
            LimitAddressSpace = false, ExtraMemoryBytes = 256L << 20, ExtraProcesses = 48,
        },
        new() { Name = "perl", Programs = ["/usr/bin/perl"], SourceFile = "main.pl", Run = ["{program}", "main.pl"] },
        new()
        {
            Name = "rust", Aliases = ["rs"], Programs = ["/usr/bin/rustc"], SourceFile = "main.rs", Artifact = "main",
            Compile = ["{program}", "-O", "--edition", "2021", "-o", "main", "main.rs"], Run = ["./main"],
        },
        new()
        {
            // Types are for the reader: what they miss (those of Node, say) does not stop the program.
            Name = "typescript", Aliases = ["ts"], Programs = ["/usr/bin/tsc"], SourceFile = "main.ts", Artifact = "main.js", Needs = "/usr/bin/node",
            Compile = ["/bin/sh", "-c", TypeScriptCompile, "{program}"], Run = ["/usr/bin/node", "--stack-size=4000", "main.js"],
            LimitAddressSpace = false, ExtraMemoryBytes = 128L << 20, ExtraProcesses = 16, Binds = ["/etc/alternatives"],
        },
        new()
        {
            Name = "kotlin", Aliases = ["kt"], Programs = ["/usr/bin/kotlinc"], SourceFile = "main.kt", Artifact = "main.jar", Needs = "/usr/bin/java",
            Compile = ["{program}", "main.kt", "-include-runtime", "-d", "main.jar"],
            Run = ["/usr/bin/java", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:-UsePerfData", "-DONLINE_JUDGE=true", "-Xss{stack}m", "-Xmx{memory}m", "-XX:NewRatio=8", "-jar", "main.jar"],
            LimitAddressSpace = false, ExtraMemoryBytes = 256L << 20, ExtraProcesses = 48, Binds = ["/etc/alternatives", "/etc/java-17-openjdk", "/etc/java-21-openjdk"],
        },
        new() { Name = "ruby", Aliases = ["rb"], Programs = ["/usr/bin/ruby"], SourceFile = "main.rb", Run = ["{program}", "main.rb"] },
        new() { Name = "php", Programs = ["/usr/bin/php"], SourceFile = "main.php", Run = ["{program}", "-d", "memory_limit=-1", "main.php"], Binds = ["/etc/alternatives", "/etc/php"] },
        new() { Name = "lua", Programs = ["/usr/bin/lua5.4", "/usr/bin/lua5.3", "/usr/bin/lua"], SourceFile = "main.lua", Run = ["{program}", "main.lua"] },
        new()
        {
            Name = "R", Programs = ["/usr/bin/Rscript"], SourceFile = "main.R", Run = ["{program}", "--vanilla", "main.R"], LimitAddressSpace = false,
            ExtraMemoryBytes = 128L << 20, ExtraProcesses = 8, Binds = ["/etc/alternatives", "/etc/R"],
        },
        new() { Name = "sql", Aliases = ["sqlite", "sqlite3"], Programs = ["/usr/bin/sqlite3"], SourceFile = "main.sql", Run = ["{program}", "-batch", "-bail", ":memory:", ".read main.sql"] },
        new() { Name = "racket", Programs = ["/usr/bin/racket"], SourceFile = "main.rkt", Run = ["{program}", "main.rkt"], LimitAddressSpace = false, ExtraMemoryBytes = 128L << 20, Binds = ["/etc/racket"] },
        new()
        {
            Name = "verilog", Aliases = ["iverilog"], Programs = ["/usr/bin/iverilog"], SourceFile = "main.v", Artifact = "main",
            Compile = ["{program}", "-g2012", "-o", "main", "main.v"], Run = ["/usr/bin/vvp", "main"],
        },
        new() { Name = "pytest", TakesArguments = true, Programs = ["/usr/bin/pytest", "/usr/bin/pytest-3"], SourceFile = "main.py", Run = ["{program}", "-p", "no:cacheprovider", "main.py"] },
        new()
        {
            Name = "go_test", Programs = ["/usr/bin/go", "/usr/local/go/bin/go"], SourceFile = "main_test.go", Artifact = "main",
            Compile = ["{program}", "test", "-c", "-o", "main", "main_test.go"], Run = ["./main", "-test.v"], Environment = GoEnvironment,
            LimitAddressSpace = false, ExtraMemoryBytes = 256L << 20, ExtraProcesses = 64, Binds = ["/etc/alternatives"],
        },
    ];

    private static readonly char[] Version = [.. "0123456789.-_ "];

    private readonly Dictionary<string, Runtime> _byName;

    private RuntimeTable(IReadOnlyList<Runtime> found, IReadOnlyList<string> mounted)
    {
        Found = found;
        Mounted = mounted;
        _byName = found.SelectMany(r => r.Aliases.Append(r.Name).Select(n => (n, r))).ToDictionary(x => x.n, x => x.r, StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>Languages whose programs exist here.</summary>
    public IReadOnlyList<Runtime> Found { get; }

    /// <summary>Folders of the environments that the operator named.</summary>
    internal IReadOnlyList<string> Mounted { get; }

    /// <summary>The interpreter of the zygote; null = none.</summary>
    public string? ZygotePython => Found.FirstOrDefault(r => r.Zygote)?.Program;

    /// <summary>True: a runtime lives in /usr/local, so it must stay visible.</summary>
    public bool NeedsUsrLocal => Found.Select(r => Resolve(r.Program)).Concat(Mounted).Any(p => p.StartsWith("/usr/local/", StringComparison.Ordinal));

    /// <summary>Host folders that the found runtimes need beside /usr.</summary>
    public IReadOnlyList<string> Binds => [.. Found.SelectMany(r => r.Binds).Concat(Mounted).Distinct().Where(Directory.Exists)];

    /// <summary>Looks for every known language.</summary>
    /// <param name="options">Names environments beside the system's.</param>
    /// <exception cref="SandboxException">An environment cannot be mounted.</exception>
    public static RuntimeTable Find(SandboxOptions options)
    {
        var python = options.PythonEnvironment is string folder ? MountedEnvironment.Python(folder) : null;
        var node = options.NodeModules is string modules ? MountedEnvironment.Node(modules) : null;
        Runtime Adapt(Runtime runtime) => runtime switch
        {
            { Zygote: true } when python is not null => runtime with { Program = python.Program, Folder = Path.GetDirectoryName(python.Program)! },
            { Name: "nodejs" or "typescript" } when node is not null => runtime with { Environment = new Dictionary<string, string>(runtime.Environment) { ["NODE_PATH"] = node.Folders[0] } },
            _ => runtime,
        };
        return new([.. Known.Select(Locate).Select(Adapt).Where(r => r.Program.Length > 0)], [.. python?.Folders ?? [], .. node?.Folders ?? []]);
    }

    private static Runtime Locate(Runtime runtime)
    {
        var program = runtime.Programs.FirstOrDefault(p => IsUsable(p) && (runtime.Needs is null || Path.Exists(Path.Combine(Path.GetDirectoryName(Resolve(p))!, runtime.Needs)))) ?? "";
        return runtime with { Program = program, Folder = program.Length > 0 ? Path.GetDirectoryName(Resolve(program))! : "" };
    }

    /// <summary>The language of that name, which may end in a version (c++17, python3.11); null = not known or not installed.</summary>
    public Runtime? Get(string name) => _byName.GetValueOrDefault(name) ?? _byName.GetValueOrDefault(name.TrimEnd(Version));

    // Programs that really live in somebody's home would drag that home into the sandbox.
    private static bool IsUsable(string path) => File.Exists(path) && Resolve(path).StartsWith("/usr/", StringComparison.Ordinal);

    private static string Resolve(string path)
    {
        var real = new FileInfo(path).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? path;
        return real.StartsWith("/bin/", StringComparison.Ordinal) ? "/usr" + real : real;
    }
}
