using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;

namespace InputHost.Serve.Errors;

/// <summary>Creates the problem details of error responses.</summary>
internal static class Problems
{
    /// <summary>Adds a description if the framework sets only a status.</summary>
    public static void Complete(ProblemDetailsContext context)
    {
        if (context.ProblemDetails.Status == StatusCodes.Status400BadRequest)
        {
            context.ProblemDetails.Detail ??=
                "The request does not have the expected format. Use the format that /openapi/v1.json describes.";
        }
    }

    /// <summary>
    /// Responds to a request that failed with an exception. Does not show the message of an internal error, because it
    /// may contain secrets.
    /// </summary>
    public static Task OfAsync(HttpContext context)
    {
        var exception = context.Features.Get<IExceptionHandlerFeature>()!.Error;
        if (exception is HostException)
        {
            return Results
                .Problem(
                    statusCode: StatusCodes.Status422UnprocessableEntity,
                    title: "The request failed.",
                    detail: exception.Message
                )
                .ExecuteAsync(context);
        }

        if (exception is not BadHttpRequestException)
        {
            ErrorLog.Write(exception);
        }

        var status = (exception as BadHttpRequestException)?.StatusCode ?? StatusCodes.Status500InternalServerError;
        return Results
            .Problem(
                statusCode: status,
                title: status == StatusCodes.Status500InternalServerError
                    ? $"An internal error occurred ({exception.GetType().Name}). Report this error."
                    : null
            )
            .ExecuteAsync(context);
    }

    /// <summary>Refuses a request from an address that sent too many wrong tokens.</summary>
    public static IResult Wait(HttpContext context, TimeSpan wait)
    {
        var seconds = $"{Math.Ceiling(wait.TotalSeconds):0}";
        context.Response.Headers.RetryAfter = seconds;
        return Results.Problem(
            statusCode: StatusCodes.Status429TooManyRequests,
            title: "Too many wrong tokens.",
            detail: $"This address sent too many wrong tokens. Try again in {seconds} seconds."
        );
    }

    public static IResult Faults(IReadOnlyList<ConfigError> faults) =>
        Results.Problem(
            statusCode: StatusCodes.Status422UnprocessableEntity,
            title: "The configuration is invalid.",
            detail: string.Join(" ", faults.Select(fault => $"{fault.Pointer}: {fault.Message}")),
            extensions: new Dictionary<string, object?> { ["faults"] = faults }
        );
}
