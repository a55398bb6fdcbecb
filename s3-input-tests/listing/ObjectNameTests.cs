using RedshiftAuditConnector;
using Xunit;

namespace InputSdk.S3.Tests;

public sealed class ObjectNameTests
{
    private const string Folder = "AWSLogs/123456789012/redshift/us-east-1/2024/03/09/";

    [Theory]
    [InlineData("connectionlog", Folder + "123456789012_redshift_us-east-1_sales_connectionlog_2024-03-09T00:53.gz")]
    [InlineData(
        "connectionlog",
        Folder + "123456789012_redshift_us-east-1_connectionlog-x_connectionlog_2024-03-09T00:53.gz"
    )]
    [InlineData(
        "connectionlog",
        "elsewhere/123456789012_redshift_us-gov-west-1_sales_connectionlog_2024-03-09T00:53.gz"
    )]
    [InlineData("connectionlog", Folder + "123456789012_redshift_us-east-1_sales_connectionlog_2024-03-09T00%3A53.gz")]
    [InlineData("connectionlog", Folder + "123456789012_redshift_us-east-1_sales_connectionlog_2024-03-09T00_53.gz")]
    [InlineData("connectionlog", Folder + "123456789012_redshift_us-east-1_sales_connectionlog_2024-03-09T00-53.GZ")]
    [InlineData("connectionlog", Folder + "123456789012_redshift_us-east-1_sales_connectionlog_2024-03-09T00.53.Gz")]
    [InlineData("connectionlog", Folder + "123456789012_redshift_us-east-1_sales_connectionlog_2024-03-09T0053.gz")]
    [InlineData("userlog", Folder + "123456789012_redshift_us-east-1_sales_userlog_2024-03-09T00:53.gz")]
    [InlineData("userlog", Folder + "123456789012_redshift_us-east-1_connectionlog_userlog_2024-03-09T00:53.gz")]
    public void An_object_name_of_the_log_type_is_accepted(string log, string key) =>
        Assert.True(NameOf(log).Matches(key));

    [Theory]
    [InlineData("userlog", Folder + "123456789012_redshift_us-east-1_sales_useractivitylog_2024-03-09T00:53.gz")]
    [InlineData("userlog", Folder + "123456789012_redshift_us-east-1_userlog_connectionlog_2024-03-09T00:53.gz")]
    [InlineData(
        "connectionlog",
        Folder + "123456789012_redshift_us-east-1_connectionlog-x_userlog_2024-03-09T00:53.gz"
    )]
    [InlineData("connectionlog", Folder + "123456789012_redshift_us-east-1_sales_connectionlog_2024-03-09T00:53.gz/")]
    [InlineData("connectionlog", Folder + "123456789012_redshift_us-east-1_sales_connectionlog_2024-03-09T00:53.txt")]
    [InlineData("connectionlog", Folder + "123456789012_rds_us-east-1_sales_connectionlog_2024-03-09T00:53.gz")]
    [InlineData("connectionlog", Folder + "123456789012_redshift_us-east-1_a_b_connectionlog_2024-03-09T00:53.gz")]
    [InlineData(
        "connectionlog",
        Folder + "123456789012_redshift_us-east-1_sales_connectionlog_2024-03-09T00:53_copy.gz"
    )]
    [InlineData("connectionlog", Folder + "123456789012_redshift_us-east-1_sales_connectionlog_2024-03-09T00_5.gz")]
    [InlineData("connectionlog", Folder + "connectionlog.gz")]
    [InlineData("connectionlog", Folder)]
    [InlineData("connectionlog", "")]
    public void Any_other_object_name_is_ignored(string log, string key) => Assert.False(NameOf(log).Matches(key));

    [Theory]
    [InlineData("123456789012_redshift_us-east-1_sales_connectionlog_2024-03-09T00:53_copy.gz", true)]
    [InlineData("123456789012_redshift_us-east-1_sales_ConnectionLog_2024-03-09T00:53.gz", true)]
    [InlineData("connectionlog.txt", true)]
    [InlineData("123456789012_redshift_us-east-1_sales_connectionlog_2024-03-09T00:53.gz", false)]
    [InlineData("connectionlog/", false)]
    [InlineData("123456789012_redshift_us-east-1_sales_userlog_2024-03-09T00:53.gz", false)]
    public void A_name_with_the_log_type_in_another_form_is_detected(string name, bool resembles) =>
        Assert.Equal(resembles, NameOf("connectionlog").Resembles(Folder + name));

    private static ObjectName NameOf(string log) =>
        RedshiftAuditLogs.Declaration.Logs.Single(known => known.Id == log).ObjectName;
}
