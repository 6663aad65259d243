using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Guide.Benchmarks.PolicyModel;

/// <summary>
/// llama.cpp's own library (what llama-bench times), called as llama-bench calls it: one thread, one token of each sequence a call of
/// llama_decode. The library comes from the npm package below (MIT), whose folder is named or found, or installed where npm is.
/// </summary>
internal sealed unsafe class LlamaLibrary : IDisposable
{
    private const string Package = "@node-llama-cpp/linux-x64@3.22.1"; // llama.cpp v0.5.0
    private readonly nint _library;
    private readonly nint _model;
    private readonly nint _context;
    private Batch _batch;

    private LlamaLibrary(nint library, string modelFile, int sequences, int positions)
    {
        _library = library;
        var modelParameters = ((delegate* unmanaged<Parameters>)Export("llama_model_default_params"))();
        _model = ((delegate* unmanaged<byte*, Parameters, nint>)Export("llama_model_load_from_file"))(Utf8(modelFile), modelParameters);
        if (_model == 0)
        {
            throw new InvalidOperationException($"llama.cpp cannot load {modelFile}");
        }

        // The order of the first fields is that of llama.h; the defaults show whether it still holds.
        var parameters = ((delegate* unmanaged<Parameters>)Export("llama_context_default_params"))();
        if (parameters[0] != 512 || parameters[1] != 2048 || parameters[3] != 1)
        {
            throw new InvalidOperationException("this llama.cpp's context parameters are laid out otherwise: use the package named in LlamaLibrary.cs");
        }

        (parameters[0], parameters[3]) = ((uint)(sequences * positions), (uint)sequences);
        _context = ((delegate* unmanaged<nint, Parameters, nint>)Export("llama_init_from_model"))(_model, parameters);
        if (_context == 0)
        {
            throw new InvalidOperationException("llama.cpp cannot make a context");
        }

        ((delegate* unmanaged<nint, int, int, void>)Export("llama_set_n_threads"))(_context, 1, 1);
        _batch = ((delegate* unmanaged<int, int, int, Batch>)Export("llama_batch_init"))(512, 0, 1);
    }

    /// <summary>Null, with the reason, where no library can be had.</summary>
    internal static LlamaLibrary? Open(string? folder, string modelFile, int sequences, int positions, out string reason)
    {
        reason = "";
        folder ??= Install();
        var file = folder is null ? null : Directory.EnumerateFiles(folder, "libllama.*", SearchOption.AllDirectories).FirstOrDefault();
        if (file is null)
        {
            reason = $"no libllama: give its folder, or have npm ({Package})";
            return null;
        }

        var bin = Path.GetDirectoryName(file)!;
        NativeLibrary.Load(Path.Combine(bin, "libggml-base.so"));
        var ggml = NativeLibrary.Load(Directory.EnumerateFiles(bin, "libggml.*").First());
        ((delegate* unmanaged<byte*, void>)NativeLibrary.GetExport(ggml, "ggml_backend_load_all_from_path"))(Utf8(bin));
        return new LlamaLibrary(NativeLibrary.Load(file), modelFile, sequences, positions);
    }

    /// <summary>Forgets all sequences.</summary>
    internal void Clear() =>
        ((delegate* unmanaged<nint, byte, void>)Export("llama_memory_clear"))(((delegate* unmanaged<nint, nint>)Export("llama_get_memory"))(_context), 0);

    /// <summary>Feeds one token to each of the first sequences, at that position; all logits are computed.</summary>
    internal void Step(ReadOnlySpan<int> tokens, int position)
    {
        _batch.Count = tokens.Length;
        for (var i = 0; i < tokens.Length; i++)
        {
            (_batch.Tokens[i], _batch.Positions[i], _batch.SequenceCounts[i], _batch.Wanted[i]) = (tokens[i], position, 1, 1);
            _batch.Sequences[i][0] = i;
        }

        var code = ((delegate* unmanaged<nint, Batch, int>)Export("llama_decode"))(_context, _batch);
        if (code != 0)
        {
            throw new InvalidOperationException($"llama_decode gave {code}");
        }
    }

    /// <summary>Of the last step, [V].</summary>
    internal ReadOnlySpan<float> Logits(int sequence, int vocabulary) =>
        new(((delegate* unmanaged<nint, int, float*>)Export("llama_get_logits_ith"))(_context, sequence), vocabulary);

    public void Dispose()
    {
        ((delegate* unmanaged<Batch, void>)Export("llama_batch_free"))(_batch);
        ((delegate* unmanaged<nint, void>)Export("llama_free"))(_context);
        ((delegate* unmanaged<nint, void>)Export("llama_model_free"))(_model);
    }

    private static string? Install()
    {
        var folder = Path.Combine(Path.GetTempPath(), "guide-llama.cpp");
        try
        {
            if (!Directory.Exists(Path.Combine(folder, "node_modules")))
            {
                Directory.CreateDirectory(folder);
                using var npm = Process.Start(new ProcessStartInfo("npm", ["install", "--ignore-scripts", "--no-audit", "--no-fund", "--prefix", folder, Package]) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false })!;
                npm.StandardOutput.ReadToEnd();
                npm.WaitForExit();
            }
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }

        return Directory.Exists(Path.Combine(folder, "node_modules")) ? folder : null;
    }

    private nint Export(string name) => NativeLibrary.GetExport(_library, name);

    private static byte* Utf8(string text) => (byte*)Marshal.StringToCoTaskMemUTF8(text);

    /// <summary>Larger than either of the structures that it stands for: both go through memory, and only their own part of it is read or written.</summary>
    [InlineArray(128)]
    private struct Parameters
    {
        private uint _first;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct Batch
    {
        public int Count;
        public int* Tokens;
        public float* Embeddings;
        public int* Positions;
        public int* SequenceCounts;
        public int** Sequences;
        public byte* Wanted;
    }
}
