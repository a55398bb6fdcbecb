using Microsoft.AspNetCore.Http;

namespace InputHost.Serve;

/// <summary>Answers that say what is wrong.</summary>
internal static class Problems
{
    /// <summary>In words where the framework has only a status.</summary>
    public static void Complete(ProblemDetailsContext context)
    {
        if (context.ProblemDetails.Status == StatusCodes.Status400BadRequest)
        {
            context.ProblemDetails.Detail ??= "The request is not of the form that is expected here. /openapi/v1.json describes it.";
        }
    }

    public static IResult Faults(IReadOnlyList<Fault> faults) => Results.Problem(
        statusCode: StatusCodes.Status422UnprocessableEntity,
        title: "The configuration is not complete or not right.",
        detail: string.Join(" ", faults.Select(fault => $"{fault.Pointer}: {fault.Message}")),
        extensions: new Dictionary<string, object?> { ["faults"] = faults });
}
