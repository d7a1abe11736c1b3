package system.log_test

import rego.v1

import data.system.log

test_question_and_answer_are_taken_out if {
	log.mask == {"/input", "/result", "/nd_builtin_cache"}
}
