using Guide.Contracts;

namespace Guide.PolicyModel.Checkpoints;

/// <summary>A checkpoint, tokenizer or adapter that cannot be used. The message is one line: the file, then what is wrong with it.</summary>
public sealed class CheckpointException : GuideException
{
    /// <summary>One line: the file, then what is wrong with it.</summary>
    /// <param name="path">The file or folder.</param>
    /// <param name="problem">What is wrong, without a final full stop.</param>
    /// <param name="inner">The cause, if there is one.</param>
    public CheckpointException(string path, string problem, Exception? inner = null)
        : base($"{path}: {problem}".ReplaceLineEndings(" "), inner) => Path = path;

    /// <summary>The file or folder.</summary>
    public string Path { get; }
}
