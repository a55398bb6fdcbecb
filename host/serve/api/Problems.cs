using Microsoft.AspNetCore.Diagnostics;
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
            context.ProblemDetails.Detail ??=
                "The request is not of the form that is expected here. /openapi/v1.json describes it.";
        }
    }

    /// <summary>What an exception says to whoever asked; of a fault of the program not its message, which may quote anything.</summary>
    public static Task OfAsync(HttpContext context)
    {
        var exception = context.Features.Get<IExceptionHandlerFeature>()!.Error;
        if (exception is HostException)
        {
            return Results
                .Problem(
                    statusCode: StatusCodes.Status422UnprocessableEntity,
                    title: "This cannot be done.",
                    detail: exception.Message
                )
                .ExecuteAsync(context);
        }

        if (exception is not BadHttpRequestException)
        {
            Serve.ErrorLog.Write(exception);
        }

        var status = (exception as BadHttpRequestException)?.StatusCode ?? StatusCodes.Status500InternalServerError;
        return Results
            .Problem(
                statusCode: status,
                title: status == StatusCodes.Status500InternalServerError
                    ? $"This is a fault of the program ({exception.GetType().Name}). Please report it."
                    : null
            )
            .ExecuteAsync(context);
    }

    /// <summary>Of an address that too many wrong tokens came from.</summary>
    public static IResult Wait(HttpContext context, TimeSpan wait)
    {
        var seconds = $"{Math.Ceiling(wait.TotalSeconds):0}";
        context.Response.Headers.RetryAfter = seconds;
        return Results.Problem(
            statusCode: StatusCodes.Status429TooManyRequests,
            title: "Too many wrong tokens.",
            detail: $"Too many wrong tokens came from this address. Try again in {seconds} seconds."
        );
    }

    public static IResult Faults(IReadOnlyList<ConfigError> faults) =>
        Results.Problem(
            statusCode: StatusCodes.Status422UnprocessableEntity,
            title: "The configuration is not complete or not right.",
            detail: string.Join(" ", faults.Select(fault => $"{fault.Pointer}: {fault.Message}")),
            extensions: new Dictionary<string, object?> { ["faults"] = faults }
        );
}
