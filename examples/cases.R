# Letters, replies and delays in R, with censoring: jsonlite reads the tables, survival comes with R.
library(jsonlite)
library(survival)

output <- Sys.getenv("RAPPORTEUR_OUTPUT", "output")
cases <- stream_in(file(file.path(output, "cases.jsonl")), verbose = FALSE)
for (column in c("date", "as_of", "first_reply")) cases[[column]] <- as.Date(cases[[column]])

# Reply status by State.
print(table(cases$country_name, cases$reply_status))

# `none_to_date` holds until `as_of` only: such letters are censored, not lost.
known <- subset(cases, !is.na(observed_days) & reply_status != "not_stated")
known <- subset(known, !(reply_status == "replied" & is.na(first_reply)))
fit <- survfit(Surv(observed_days, !is.na(first_reply)) ~ 1, data = known)
print(summary(fit, times = c(60, 180, 365), extend = TRUE))

# Letters without a reply, longest watched first.
none <- subset(cases, reply_status == "none_to_date")
print(head(none[order(-none$observed_days), c("case_number", "country_name", "date", "as_of", "observed_days")]))
