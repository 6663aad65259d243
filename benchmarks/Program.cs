using Guide.Benchmarks.Answers;
using Guide.Benchmarks.CodeSandbox;
using Guide.Benchmarks.Experiments;
using Guide.Benchmarks.Pipeline;
using Guide.Benchmarks.Verification;

namespace Guide.Benchmarks;

internal static class Program
{
    internal static async Task<int> Main(string[] arguments)
    {
        switch (arguments.FirstOrDefault())
        {
            case "dial":
                return await DialExperiment.Run(arguments[1..]);
            case "answers":
                return await AnswerSpeed.Run(arguments[1..]);
            case "answers-hostile":
                return await AnswerHostility.Run();
            case "answers-memory":
                return await VerifyMemory.Run(arguments[1..]);
            case "answers-fuzz":
                return await AnswerFuzz.Run(arguments[1..]);
            case "answers-near-misses":
                return await AnswerNearMisses.Run(arguments[1..]);
            case "sandbox":
                return await SandboxBenchmark.RunAsync(arguments[1..]);
            case "sandbox-soak":
                return await SandboxSoak.RunAsync(arguments[1..]);
            case "sampling":
                PolicyModel.SamplingRatio.Run(Console.Out);
                return 0;
            case "training":
                PolicyModel.QuickstartStep.Run(Console.Out);
                return PolicyModel.TrainingRatio.Run(Console.Out);
            case "llama":
                return PolicyModel.LlamaRatio.Run(arguments[1..], Console.Out);
            case "prefill":
                PolicyModel.SharedPrefill.Run(Console.Out);
                return 0;
            case "memory":
                return PolicyModel.StepMemory.Run(arguments[1..], Console.Out);
            case "pipeline":
                return await PipelineThroughput.RunAsync(arguments[1..]);
            case "service":
                return await ServiceRate.RunAsync(arguments[1..]);
            default:
                await Console.Error.WriteLineAsync("dotnet run -c Release --project benchmarks -- dial RECIPE SEEDS [key=value …] | sandbox [ROUNDS] [EXECUTIONS] [CLIENTS,…] | sandbox-soak [SECONDS] [CLIENTS] | sampling | training | llama [FOLDER|-] [ROUNDS] [BATCH,…] | prefill | memory [lora [TOKENS]] | answers FOLDER | answers-hostile | answers-fuzz COUNT [SEED] | answers-near-misses COUNT [SEED] | answers-memory [LINES] [JOBS] | pipeline [GROUPS] [embedded|distributed|table] | service [ROUNDS] [CASES]");
                return 2;
        }
    }
}
