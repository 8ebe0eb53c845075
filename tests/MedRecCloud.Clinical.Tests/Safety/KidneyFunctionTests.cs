using System.Globalization;
using MedRecCloud.Clinical.Context;
using MedRecCloud.Clinical.Safety;

namespace MedRecCloud.Clinical.Tests.Safety;

public sealed class KidneyFunctionTests
{
    /// <summary>CKD-EPI 2021, computed by hand from Inker et al., N Engl J Med 2021;385:1737, table 2.</summary>
    [Theory]
    [InlineData("1.0", 50, true, 68.6)]
    [InlineData("1.0", 50, false, 91.7)]
    [InlineData("0.5", 50, true, 114.2)]
    [InlineData("0.5", 50, false, 124.3)]
    [InlineData("2.5", 70, false, 27.0)]
    [InlineData("2.5", 70, true, 20.2)]
    [InlineData("0.7", 18, true, 128.5)]
    [InlineData("0.9", 80, false, 86.3)]
    public void Ckd_epi_2021(string creatinine, int age, bool female, double egfr) =>
        Assert.Equal((decimal)egfr, KidneyFunction.CkdEpi2021(decimal.Parse(creatinine, CultureInfo.InvariantCulture), age, female));

    [Fact]
    public void Creatinine_counts_in_either_unit_and_the_same_amount_gives_the_same()
    {
        var milligrams = Egfr(Some.Patient.Aged(60, "female").Lab("2160-0", 2.2m, "mg/dL"));

        Assert.Equal(25.0m, milligrams);
        Assert.Equal(milligrams, Egfr(Some.Patient.Aged(60, "female").Lab("2160-0", 194.524m, "umol/L")));
        Assert.Equal(milligrams, Egfr(Some.Patient.Aged(60, "female").Lab("2160-0", 194.524m, "µMOL/L")));
    }

    [Fact]
    public void The_equation_is_for_adults_of_known_sex_and_for_amounts_that_exist()
    {
        Assert.NotNull(Egfr(Some.Patient.Aged(18, "male").Lab("2160-0", 2, "mg/dL")));
        Assert.Null(Egfr(Some.Patient.Aged(17, "male").Lab("2160-0", 2, "mg/dL")));
        Assert.NotNull(Egfr(Some.Patient.Aged(40, "female").Lab("2160-0", 2, "mg/dL")));
        Assert.Null(Egfr(Some.Patient.Aged(40, "unknown").Lab("2160-0", 2, "mg/dL")));
        Assert.Null(Egfr(Some.Patient.Aged(40, "male").Lab("2160-0", 0, "mg/dL")));
        Assert.Equal(50m, Egfr(Some.Patient.Aged(10, "unknown").Lab("33914-3", 50, "mL/min"))); // A reported eGFR needs neither.
    }

    [Fact]
    public void The_newer_of_creatinine_and_reported_value_counts()
    {
        Assert.Equal(50m, Egfr(Some.Patient.Aged(60, "female").Lab("2160-0", 2.2m, "mg/dL", daysAgo: 9).Lab("33914-3", 50, "mL/min", daysAgo: 8)));
        Assert.Equal(25.0m, Egfr(Some.Patient.Aged(60, "female").Lab("33914-3", 50, "mL/min", daysAgo: 9).Lab("2160-0", 2.2m, "mg/dL", daysAgo: 8)));
    }

    [Fact]
    public void Units_are_read_as_they_are_written()
    {
        Assert.Equal(25.0m, Egfr(Some.Patient.Aged(60, "female").Lab("14682-9", 194.524m, "")));
        Assert.Equal(25.0m, Egfr(Some.Patient.Aged(60, "female").Lab("14682-9", 194.524m, null!)));
        Assert.Equal(25.0m, Egfr(Some.Patient.Aged(60, "female").Lab("14682-9", 0.194524m, "mmol/L")));
        Assert.Equal(25.0m, Egfr(Some.Patient.Aged(60, "female").Lab("2160-0", 22, "mg/L")));
        Assert.Equal(25.0m, Egfr(Some.Patient.Aged(60, "female").Lab("2160-0", 2.2m, "")));
        Assert.Equal(30m, Egfr(Some.Patient.Aged(60, "female").Lab("33914-3", 0.5m, "mL/s/{1.73_m2}")));
        Assert.Equal(50m, Egfr(Some.Patient.Aged(60, "female").Lab("33914-3", 50, "mL/sq m")));
        Assert.Equal(6m, Labs.UnitsPerLitre(Some.Patient.Aged(60).Lab("1742-6", 100, "nkat/L").Context.Observations[0]));
    }

    [Theory]
    [InlineData("s")]
    [InlineData("sec")]
    [InlineData("secs")]
    [InlineData("second")]
    [InlineData("seconds")]
    public void An_interval_in_seconds_is_one_in_milliseconds(string unit) =>
        Assert.Equal(510m, Labs.Milliseconds(Some.Patient.Aged(60).Lab("8634-8", 0.51m, unit).Context.Observations[0]));

    [Fact]
    public void Of_values_at_one_time_the_reported_one_counts_and_without_any_the_gravest_stage()
    {
        Assert.Equal(50m, Egfr(Some.Patient.Aged(60, "female").Lab("2160-0", 2.2m, "mg/dL").Lab("33914-3", 50, "mL/min")));
        var staged = Some.Patient.Aged(60).With("Chronic kidney disease stage 3 (disorder)").With("Chronic kidney disease, stage 5");
        Assert.Equal((14m, "Chronic kidney disease, stage 5"), (KidneyFunction.Of(staged.Context, Judge.Knowledge())!.Egfr, KidneyFunction.Of(staged.Context, Judge.Knowledge())!.Stage));
        Assert.Null(KidneyFunction.Of(Some.Patient.Aged(60).With("Chronic kidney disease stage 2 (disorder)").Context, Judge.Knowledge()));
        Assert.Equal("Chronic kidney disease, stage 5: eGFR at most 14 mL/min/1.73 m², below 30: Lactic acidosis: contraindicated below 30 mL/min/1.73 m².", Judge.The("renal-metformin", staged, "metformin").Detail);
        Assert.Contains("no creatinine or eGFR in 90 days", Judge.Missing(staged, "metformin"));
    }

    private static decimal? Egfr(Some.Patient patient) => KidneyFunction.Newest(patient.Context, Judge.Knowledge())?.Egfr;
}
