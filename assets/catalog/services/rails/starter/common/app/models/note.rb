class Note < ApplicationRecord
  validates :text, presence: true, length: { maximum: 200 }
end
